using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Faults;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Two replicas of gateway and policy behind one address: whichever answers, it is one system. Every request opens a
/// connection of its own, and connections go round the replicas.
/// </summary>
[Collection(DoubledTestGroup.Name)]
public sealed class TwoDoorsTests(DoubledSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private const int Rounds = DoubledSystem.Rounds;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private RunningSystem Running => system.Running;

    [Fact(Timeout = Limit)]
    public async Task TwoReplicas_AreOneDoor()
    {
        SharedSystem.RequireServers();
        await SessionBegunOnOneReplica_HoldsOnBoth_AndEndsOnBoth();
        await TokensWithdrawnOnOneReplica_AreRefusedByBoth();
        await Limits_AreCountedTogether();
        await PolicyWrittenOnOneReplica_IsDecidedByBoth();
    }

    private async Task SessionBegunOnOneReplica_HoldsOnBoth_AndEndsOnBoth()
    {
        using var browser = DoubledSystem.NewClient(new CookieContainer());
        using var login = await browser.GetAsync(new Uri(Running.Gateway, "/api/v1/auth/login?loginHint=mike"), Ended);
        using var authorize = await browser.GetAsync(login.Headers.Location!, Ended);
        using var callback = await browser.GetAsync(authorize.Headers.Location!, Ended);
        Assert.Equal(HttpStatusCode.Redirect, callback.StatusCode);

        var seen = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            using var answer = await browser.GetAsync(new Uri(Running.Gateway, "/api/v1/auth/userinfo"), Ended);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            seen.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Ended)).GetProperty("csrfToken").GetString()!);
        }

        Assert.Single(seen.Distinct());
        using var change = new HttpRequestMessage(HttpMethod.Post, new Uri(Running.Gateway, "/api/v1/auth/logout"));
        change.Headers.Add("X-CSRF-Token", seen[0]);
        using var signedOut = await browser.SendAsync(change, Ended);
        Assert.Equal(HttpStatusCode.OK, signedOut.StatusCode);
        using var copy = DoubledSystem.NewClient(new CookieContainer());
        copy.DefaultRequestHeaders.Add("Cookie", callback.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("openclaw-session=", StringComparison.Ordinal)).Split(';')[0]);
        await DoubledSystem.UntilBothAsync("the ended session is refused by both", async () =>
        {
            using var answer = await copy.GetAsync(new Uri(Running.Gateway, "/api/v1/auth/userinfo"), Ended);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    private async Task TokensWithdrawnOnOneReplica_AreRefusedByBoth()
    {
        using var client = DoubledSystem.NewClient();
        var door = new Door(client, Running);
        var token = await door.TokenAsync("tom");
        await DoubledSystem.UntilBothAsync("both know tom", async () => (await door.GetAsync(token, "/api/v1/auth/userinfo")).Status == 200);

        Assert.Equal(200, (await door.SendAsync(HttpMethod.Delete, token, "/api/v1/auth/sessions", null)).Status);

        await DoubledSystem.UntilBothAsync("the withdrawn token is refused by both", async () => (await door.GetAsync(token, "/api/v1/auth/userinfo")).Status == 401);
    }

    private async Task Limits_AreCountedTogether()
    {
        using var client = DoubledSystem.NewClient();
        var token = await new Door(client, Running).TokenAsync("nina");
        var remaining = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Running.Gateway, "/api/v1/tenants"));
            request.Headers.Add("Authorization", "Bearer " + token);
            using var answer = await client.SendAsync(request, Ended);
            remaining.Add(int.Parse(answer.Headers.GetValues("RateLimit-Remaining").Single(), CultureInfo.InvariantCulture));
        }

        // A window that turns in between may give back once; two counters would give each number twice.
        Assert.True(remaining.Zip(remaining.Skip(1)).Count(pair => pair.Second < pair.First) >= Rounds - 2, string.Join(' ', remaining));
        Assert.True(remaining.Distinct().Count() >= Rounds - 2, string.Join(' ', remaining));
    }

    private async Task PolicyWrittenOnOneReplica_IsDecidedByBoth()
    {
        using var client = DoubledSystem.NewClient();
        var door = new Door(client, Running);
        var (tom, mike) = (await door.BelievedTokenAsync("tom"), await door.TokenAsync("mike"));
        var ask = new { action = "two_doors_tool", context = new { dataClassification = "internal" } };
        Assert.NotEqual("deny", (await door.PostAsync(mike, "/api/v1/policies/evaluate", ask)).Json.GetProperty("decision").GetString());

        var made = await door.PostAsync(tom, "/api/v1/policies", new
        {
            scope = "team",
            scopeId = "platform",
            domain = "actions",
            name = "two-doors",
            version = "1.0.0",
            content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, two_doors_tool]",
            status = "active",
            changeReason = "two doors",
        });
        Assert.True(made.Status == 201, made.ToString());
        var took = await DoubledSystem.UntilBothAsync(
            "both replicas decide by it", async () => (await door.PostAsync(mike, "/api/v1/policies/evaluate", ask)).Json.GetProperty("decision").GetString() == "deny");
        output.WriteLine($"a policy written on one replica was decided by everywhere {took.TotalMilliseconds:0} ms after its answer at the latest");
        await DoubledSystem.UntilBothAsync("both replicas show it", async () => (await door.GetAsync(tom, $"/api/v1/policies/{made.Json.GetProperty("id").GetString()}")).Status == 200);
    }
}
