using System.Net;
using System.Web;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>People sign in at the company's provider and nowhere else.</summary>
public sealed class SignInTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task SignIn_AtTheProvider_GivesASessionAndReturnsToThePage()
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.SignInAsync("sarah", "/tasks?open=1");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/tasks?open=1", response.Headers.Location!.OriginalString);
        var person = await browser.UserInfoAsync();
        Assert.Equal("sarah", person.GetProperty("userId").GetString());
        Assert.Equal("acme", person.GetProperty("tenantId").GetString());
        Assert.Equal("engineering", person.GetProperty("orgUnit").GetString());
        Assert.Equal("platform", person.GetProperty("team").GetString());
        Assert.Equal(["user"], person.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Theory]
    [InlineData("eve", "acme", "enterprise_admin", "enterprise", "enterprise")]
    [InlineData("olga", "acme", "org_admin", "org", "org")]
    [InlineData("tom", "acme", "team_lead", "team", "team")]
    [InlineData("aud", "acme", "auditor", "user", "enterprise")]
    [InlineData("ravi", "acme", "operator", "user", "user")]
    [InlineData("gus", "globex", "enterprise_admin", "enterprise", "enterprise")]
    public async Task SignIn_OfEachRole_MapsGroupToRoleAndTenant(string user, string tenant, string role, string policies, string audit)
    {
        using var browser = gateway.NewBrowser();
        using var response = await browser.SignInAsync(user);

        var person = await browser.UserInfoAsync();

        Assert.Equal(tenant, person.GetProperty("tenantId").GetString());
        Assert.Contains(role, person.GetProperty("roles").EnumerateArray().Select(item => item.GetString()));
        var permissions = person.GetProperty("effectivePermissions");
        Assert.Equal((policies, audit), (permissions.GetProperty("policyScope").GetString(), permissions.GetProperty("auditScope").GetString()));
        Assert.Equal(policies != "user", permissions.GetProperty("canManagePolicies").GetBoolean());
    }

    [Fact]
    public async Task Cookies_AreOutOfReachOfScriptsAndBoundToThisSite()
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.SignInAsync("mike");

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("openclaw-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Store_NeverHoldsAUsableSessionId()
    {
        using var browser = gateway.NewBrowser();
        using var response = await browser.SignInAsync("nina");

        Assert.DoesNotContain(browser.SessionCookie!, gateway.Sidecar.StateText);
        Assert.Contains(gateway.Sidecar.StateKeys, key => key.StartsWith("cache/session:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Callback_InAnotherBrowser_IsRefused()
    {
        using var victim = gateway.NewBrowser();
        using var attacker = gateway.NewBrowser();
        var callback = await attacker.GoToProviderAsync("mike");
        await victim.GoToProviderAsync("sarah");

        using var response = await victim.GetAsync(callback.ToString());

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        Assert.Null(victim.SessionCookie);
    }

    [Fact]
    public async Task Callback_Twice_WorksOnce()
    {
        using var browser = gateway.NewBrowser();
        var callback = await browser.GoToProviderAsync("sarah");
        var bound = browser.Cookies.GetCookies(browser.Gateway)["openclaw-sign-in"]!;
        using var first = await browser.GetAsync(callback.ToString());
        browser.Cookies.Add(new Cookie("openclaw-sign-in", bound.Value, "/", bound.Domain));

        using var second = await browser.GetAsync(callback.ToString());

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        await Problems.AssertAsync(second, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
    }

    [Theory]
    [InlineData("/api/v1/auth/callback")]
    [InlineData("/api/v1/auth/callback?code=abc")]
    [InlineData("/api/v1/auth/callback?code=abc&state=made-up")]
    [InlineData("/api/v1/auth/callback?error=access_denied")]
    public async Task Callback_WithoutABegunSignIn_IsRefused(string address)
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync(address);

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
    }

    [Fact]
    public async Task Callback_WithAForeignCode_IsRefusedByThePkceChallenge()
    {
        using var attacker = gateway.NewBrowser();
        using var victim = gateway.NewBrowser();
        var stolen = HttpUtility.ParseQueryString((await victim.GoToProviderAsync("eve")).Query)["code"];
        var own = HttpUtility.ParseQueryString((await attacker.GoToProviderAsync("mike")).Query)["state"];

        using var response = await attacker.GetAsync($"/api/v1/auth/callback?code={stolen}&state={own}");

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        Assert.Null(attacker.SessionCookie);
    }

    [Fact]
    public async Task SignIn_WithAnOldSession_ReplacesItsId()
    {
        using var browser = gateway.NewBrowser();
        using var first = await browser.SignInAsync("sarah");
        var before = browser.SessionCookie!;

        using var second = await browser.SignInAsync("sarah");

        Assert.NotEqual(before, browser.SessionCookie);
        using var old = gateway.NewBrowser();
        old.Cookies.Add(new Cookie("openclaw-session", before, "/", "127.0.0.1"));
        using var response = await old.GetAsync("/api/v1/auth/userinfo");
        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%0d%0aSet-Cookie:x=1", false)]
    [InlineData("javascript:alert(1)")]
    [InlineData("///evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("http://[::1]/")]
    [InlineData("/\t/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("evil.example")]
    [InlineData("@evil.example")]
    [InlineData("data:text/html,x")]
    [InlineData("/ok\r\nLocation: https://evil.example")]
    [InlineData("")]
    public async Task Login_ToAForeignReturnAddress_IsRefused(string returnUrl, bool isRefused = true)
    {
        using var browser = gateway.NewBrowser();

        using var response = await browser.GetAsync("/api/v1/auth/login?returnUrl=" + Uri.EscapeDataString(returnUrl));

        Assert.Equal(isRefused ? HttpStatusCode.BadRequest : HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task SignInAndSignOut_LeaveIntentAndOutcomeUnderTheRequestId()
    {
        using var browser = gateway.NewBrowser();
        using var signedIn = await browser.SignInAsync("tom");
        using var signedOut = await browser.PostAsync("/api/v1/auth/logout", await browser.CsrfTokenAsync());

        Assert.Equal(HttpStatusCode.OK, signedOut.StatusCode);
        foreach (var (response, action) in new[] { (signedIn, "sign_in"), (signedOut, "sign_out") })
        {
            var requestId = response.Headers.GetValues("X-Request-Id").Single();
            var entries = gateway.Sidecar.AuditEntries.Where(entry => entry.RequestId == requestId).ToList();
            Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], entries.Select(entry => entry.Phase).Order());
            Assert.All(entries, entry => Assert.Equal((action, "acme", "tom"), (entry.Action, entry.TenantId, entry.UserId)));
        }
    }
}
