using System.Net;
using System.Net.Http.Headers;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>A provider or store that is away is an outage, not a wrong password; what is known keeps working.</summary>
public sealed class ProviderOutageTests
{
    [Fact]
    public async Task Provider_Away_KnownKeysStillWorkAndNewSignInsAreUnavailable()
    {
        await using var gateway = new RunningGateway();
        await gateway.InitializeAsync();
        var (first, second) = (await gateway.TokenAsync("sarah"), await gateway.TokenAsync("mike"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, first));
        await gateway.StopProviderAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, second));
        gateway.Clock.Advance(TimeSpan.FromMinutes(70));
        using var browser = gateway.NewBrowser();
        using var login = await browser.GetAsync("/api/v1/auth/login");
        await Problems.AssertAsync(login, HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable);
    }

    [Fact]
    public async Task Provider_NeverSeen_IsUnavailableNotUnauthorized()
    {
        await using var gateway = new RunningGateway();
        await gateway.InitializeAsync();
        var token = await gateway.TokenAsync("sarah");
        await gateway.StopProviderAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(gateway, token));
    }

    [Fact]
    public async Task Store_Away_SessionsAreUnavailableAndNobodyIsSignedOut()
    {
        await using var gateway = new RunningGateway();
        await gateway.InitializeAsync();
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");
        await gateway.Sidecar.DisposeAsync();

        using var response = await browser.GetAsync("/api/v1/auth/userinfo");

        await Problems.AssertAsync(response, HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable);
        Assert.NotNull(browser.SessionCookie);
    }

    private static async Task<HttpStatusCode> AskAsync(RunningGateway gateway, string token)
    {
        using var browser = gateway.NewBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/auth/userinfo", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await browser.SendAsync(request);
        return response.StatusCode;
    }
}
