using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.SignIn;

/// <summary>People see their sessions and end them; administrators end those of others; what was ended opens nothing again.</summary>
public sealed class RevocationTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private const string UserInfo = "/api/v1/auth/userinfo";

    [Fact]
    public async Task Sessions_AreListedWithTheCurrentOneMarked_AndOneCanBeEnded()
    {
        using var laptop = gateway.NewBrowser();
        using var phone = gateway.NewBrowser();
        using var first = await laptop.SignInAsync("gus");
        using var second = await phone.SignInAsync("gus");

        var mine = await ListAsync(laptop);
        var other = Assert.Single(mine, one => !one.GetProperty("isCurrent").GetBoolean());
        using var ended = await laptop.DeleteAsync($"/api/v1/auth/sessions/{other.GetProperty("id").GetString()}", await laptop.CsrfTokenAsync());
        using var phoneAfter = await phone.GetAsync(UserInfo);
        using var laptopAfter = await laptop.GetAsync(UserInfo);

        Assert.Equal(2, mine.Count);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, phoneAfter.StatusCode);
        Assert.Equal(HttpStatusCode.OK, laptopAfter.StatusCode);
        Assert.Single(await ListAsync(laptop));
        Assert.Contains(gateway.Sidecar.AuditEntries, entry => entry is { Action: "session_end", UserId: "gus", Outcome: AuditOutcome.Success });
    }

    [Fact]
    public async Task Session_OfAnotherPerson_IsNotFound()
    {
        using var tom = gateway.NewBrowser();
        using var mike = gateway.NewBrowser();
        using var first = await tom.SignInAsync("tom");
        using var second = await mike.SignInAsync("mike");
        var his = (await ListAsync(tom))[0].GetProperty("id").GetString();

        using var response = await mike.DeleteAsync($"/api/v1/auth/sessions/{his}", await mike.CsrfTokenAsync());

        await Problems.AssertAsync(response, HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Equal(HttpStatusCode.OK, (await tom.GetAsync(UserInfo)).StatusCode);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsSessionsAndTokensIssuedBefore_ButNotAfter()
    {
        using var browser = gateway.NewBrowser();
        using var elsewhere = gateway.NewBrowser();
        using var first = await browser.SignInAsync("ravi");
        using var second = await elsewhere.SignInAsync("ravi");
        var token = await gateway.TokenAsync("ravi");
        Assert.Equal(HttpStatusCode.OK, (await browser.AskAsync(HttpMethod.Get, UserInfo, token)).StatusCode);

        using var ended = await browser.DeleteAsync("/api/v1/auth/sessions", await browser.CsrfTokenAsync());

        Assert.Equal(2, (await ended.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ended").GetInt32());
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync(UserInfo)).StatusCode);
        await Problems.AssertAsync(await browser.AskAsync(HttpMethod.Get, UserInfo, token), HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        await Eventually.AsyncTrue(
            async _ => (await elsewhere.AskAsync(HttpMethod.Get, UserInfo, await gateway.TokenAsync("ravi"))).StatusCode == HttpStatusCode.OK,
            TimeSpan.FromSeconds(5), "a token issued after it is accepted", () => "", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Token_AfterItsSignOut_IsNotAcceptedAgain()
    {
        using var client = gateway.NewBrowser();
        var token = await gateway.TokenAsync("olga");
        var other = await gateway.TokenAsync("olga");
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(HttpMethod.Get, UserInfo, token)).StatusCode);

        using var signOut = await client.AskAsync(HttpMethod.Post, "/api/v1/auth/logout", token);

        Assert.Equal(HttpStatusCode.OK, signOut.StatusCode);
        await Problems.AssertAsync(await client.AskAsync(HttpMethod.Get, UserInfo, token), HttpStatusCode.Unauthorized, ErrorCodes.InvalidToken);
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync(HttpMethod.Get, UserInfo, other)).StatusCode);
    }

    [Fact]
    public async Task Administrator_EndsTheSessionsOfTheOwnTenantOnly()
    {
        using var vera = gateway.NewBrowser();
        using var mike = gateway.NewBrowser();
        using var admin = gateway.NewBrowser();
        using var first = await vera.SignInAsync("vera");
        using var second = await mike.SignInAsync("mike");
        var eve = await gateway.TokenAsync("eve");

        using var ofVera = await admin.AskAsync(HttpMethod.Delete, "/api/v1/users/vera/sessions", eve);
        using var ofMike = await admin.AskAsync(HttpMethod.Delete, "/api/v1/users/mike/sessions", eve);

        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(UserInfo)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await mike.GetAsync(UserInfo)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, ofMike.StatusCode);
        Assert.Contains(gateway.Sidecar.AuditEntries, entry => entry is { Action: "sessions_revoke", TenantId: "acme", UserId: "mike", ActorUserId: "eve", Phase: AuditPhase.Outcome });
    }

    [Fact]
    public async Task OrganisationAdministrator_EndsThoseOfTheOrganisation_AndDoesNotSeeOthers()
    {
        using var sarah = gateway.NewBrowser();
        using var nina = gateway.NewBrowser();
        using var admin = gateway.NewBrowser();
        using var first = await sarah.SignInAsync("sarah");
        using var second = await nina.SignInAsync("nina");
        var olga = await gateway.TokenAsync("olga");

        using var ofNina = await admin.AskAsync(HttpMethod.Delete, "/api/v1/users/nina/sessions", olga);
        using var ofSarah = await admin.AskAsync(HttpMethod.Delete, "/api/v1/users/sarah/sessions", olga);

        await Problems.AssertAsync(ofNina, HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Equal(HttpStatusCode.OK, ofSarah.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await nina.GetAsync(UserInfo)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sarah.GetAsync(UserInfo)).StatusCode);
    }

    [Theory]
    [InlineData("sarah")]
    [InlineData("tom")]
    [InlineData("aud")]
    [InlineData("ravi")]
    public async Task OthersSessions_AreForAdministrators_AndTheRefusalIsRecorded(string user)
    {
        using var client = gateway.NewBrowser();
        var token = await gateway.TokenAsync(user);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var response = await client.AskAsync(HttpMethod.Delete, "/api/v1/users/eve/sessions", token);
            await Problems.AssertAsync(response, HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        }

        await Eventually.AsyncTrue(
            _ => Task.FromResult(Refusals(user).Sum(entry => (int)entry.ActionDetail["count"]!) == 3),
            TimeSpan.FromSeconds(8), "all three refusals are on record", () => $"{Refusals(user).Count()} entries", TestContext.Current.CancellationToken);
        Assert.All(Refusals(user), entry => Assert.Equal("sessions.manage", (string)entry.ActionDetail["permission"]!));
    }

    private IEnumerable<AuditEntry> Refusals(string user) => gateway.Sidecar.AuditEntries.Where(entry =>
        entry is { Action: "access_refused", Phase: AuditPhase.Intent, PolicyResult: PolicyResult.Deny } && entry.UserId == user);

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Browser browser)
    {
        using var response = await browser.GetAsync("/api/v1/auth/sessions");
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray()];
    }
}

/// <summary>The cap; apart because it fills it.</summary>
public sealed class SessionCapTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task OneSessionMoreThanAllowed_EndsTheOldest()
    {
        var browsers = Enumerable.Range(0, 11).Select(_ => gateway.NewBrowser()).ToArray();
        foreach (var browser in browsers)
        {
            using var signIn = await browser.SignInAsync("sarah");
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var alive = new List<bool>();
        foreach (var browser in browsers)
        {
            using var response = await browser.GetAsync("/api/v1/auth/userinfo");
            alive.Add(response.StatusCode == HttpStatusCode.OK);
            browser.Dispose();
        }

        Assert.Equal([false, .. Enumerable.Repeat(true, 10)], alive);
    }
}
