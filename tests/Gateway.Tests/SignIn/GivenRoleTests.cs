using System.Net;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>Roles given by administrators here work in sessions that began before, and end there just as soon.</summary>
public sealed class GivenRoleTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Role_GivenAndTaken_IsEffectiveInAnOpenSessionWithinFiveSeconds()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("nina");
        Assert.Equal(["user"], await RolesAsync(browser));
        var acme = gateway.Sidecar.Tenants["acme"];

        gateway.Sidecar.Tenants["acme"] = acme with { RoleBindings = new Dictionary<string, IReadOnlyList<string>> { ["nina"] = ["org_admin"] } };
        await Eventually.AsyncTrue(
            async _ => (await RolesAsync(browser)).Contains("org_admin"), TimeSpan.FromSeconds(5), "the role is there", () => "", TestContext.Current.CancellationToken);
        using var allowed = await browser.DeleteAsync("/api/v1/users/nobody/sessions", await browser.CsrfTokenAsync());
        gateway.Sidecar.Tenants["acme"] = acme;
        await Eventually.AsyncTrue(
            async _ => !(await RolesAsync(browser)).Contains("org_admin"), TimeSpan.FromSeconds(5), "the role is gone", () => "", TestContext.Current.CancellationToken);
        using var refused = await browser.DeleteAsync("/api/v1/users/nobody/sessions", await browser.CsrfTokenAsync());

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (allowed.StatusCode, refused.StatusCode));
    }

    private static async Task<IReadOnlyList<string?>> RolesAsync(Browser browser) =>
        [.. (await browser.UserInfoAsync()).GetProperty("roles").EnumerateArray().Select(role => role.GetString())];
}
