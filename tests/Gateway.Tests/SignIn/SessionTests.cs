using System.Net;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>A session ends when it should and cannot be used by other sites.</summary>
public sealed class SessionTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Change_WithoutTheCsrfToken_IsForbiddenAndForwardsNothing()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");

        // The stand-in is shared with other tests, so the call that must not arrive has a path of its own.
        var path = $"/api/v1/tasks/{Guid.NewGuid()}/complete";
        using var without = await browser.PostAsync(path, csrfToken: null);
        using var wrong = await browser.PostAsync(path, csrfToken: "guess");

        await Problems.AssertAsync(without, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        await Problems.AssertAsync(wrong, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        Assert.DoesNotContain(gateway.Sidecar.Invocations, call => call.RawTarget.EndsWith(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_WithTheTokenOfAnotherSession_IsForbidden()
    {
        using var sarah = gateway.NewBrowser();
        using var mike = gateway.NewBrowser();
        using var first = await sarah.SignInAsync("sarah");
        using var second = await mike.SignInAsync("mike");

        using var response = await sarah.PostAsync("/api/v1/tasks/1", await mike.CsrfTokenAsync());

        await Problems.AssertAsync(response, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
    }

    [Fact]
    public async Task Change_WithTheOwnToken_ReachesTheService()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");

        using var response = await browser.PostAsync("/api/v1/tasks/42/done", await browser.CsrfTokenAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(gateway.Sidecar.Invocations, call => call.RawTarget.EndsWith("/api/v1/tasks/42/done", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignOut_EndsTheSessionEverywhere()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("sarah");
        var cookie = browser.SessionCookie!;
        using var signOut = await browser.PostAsync("/api/v1/auth/logout", await browser.CsrfTokenAsync());

        using var copy = gateway.NewBrowser();
        copy.Cookies.Add(new Cookie("openclaw-session", cookie, "/", "127.0.0.1"));
        using var response = await copy.GetAsync("/api/v1/auth/userinfo");

        await Problems.AssertAsync(response, HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        Assert.Null(browser.SessionCookie);
    }
}

/// <summary>Time limits; apart because they move the clock.</summary>
public sealed class SessionLimitTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task Session_IdleAndAbsoluteLimits_EndIt()
    {
        using var busy = gateway.NewBrowser();
        using var idle = gateway.NewBrowser();
        using var first = await busy.SignInAsync("sarah");
        using var second = await idle.SignInAsync("mike");

        for (var hour = 0; hour < 11; hour++)
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(50));
            using var stillThere = await busy.GetAsync("/api/v1/auth/userinfo");
            Assert.Equal(HttpStatusCode.OK, stillThere.StatusCode);
        }

        using var afterIdling = await idle.GetAsync("/api/v1/auth/userinfo");
        gateway.Clock.Advance(TimeSpan.FromMinutes(55));
        using var afterTenHours = await busy.GetAsync("/api/v1/auth/userinfo");

        Assert.Equal(HttpStatusCode.Unauthorized, afterIdling.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, afterTenHours.StatusCode);
    }
}
