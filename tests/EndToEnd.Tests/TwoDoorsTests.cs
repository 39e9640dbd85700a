using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Faults;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Two replicas of gateway and policy behind one address: whichever answers, it is one system. Every request opens a
/// connection of its own, and connections go round the replicas.
/// </summary>
public sealed class TwoDoorsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Limit = 5 * 60_000;
    private const int Rounds = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private RunningSystem? _system;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private RunningSystem Running => _system!;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is null)
        {
            _system = await RunningSystem.StartAsync(["--replicas", "gateway=2", "--replicas", "policy=2"], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }

    [Fact(Timeout = Limit)]
    public async Task TwoReplicas_AreOneDoor()
    {
        SharedSystem.RequireServers();
        await SessionBegunOnOneReplica_HoldsOnBoth_AndEndsOnBoth();
        await TokensWithdrawnOnOneReplica_AreRefusedByBoth();
        await Limits_AreCountedTogether();
        await PolicyWrittenOnOneReplica_IsDecidedByBoth();
        await KillSwitchOfOneReplica_HoldsOnBoth();
    }

    private async Task SessionBegunOnOneReplica_HoldsOnBoth_AndEndsOnBoth()
    {
        using var browser = NewClient(new CookieContainer());
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
        using var copy = NewClient(new CookieContainer());
        copy.DefaultRequestHeaders.Add("Cookie", callback.Headers.GetValues("Set-Cookie").First(cookie => cookie.StartsWith("openclaw-session=", StringComparison.Ordinal)).Split(';')[0]);
        await UntilAllAsync("the ended session is refused by both", async () =>
        {
            using var answer = await copy.GetAsync(new Uri(Running.Gateway, "/api/v1/auth/userinfo"), Ended);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    private async Task TokensWithdrawnOnOneReplica_AreRefusedByBoth()
    {
        using var client = NewClient();
        var door = new Door(client, Running);
        var token = await door.TokenAsync("tom");
        await UntilAllAsync("both know tom", async () => (await door.GetAsync(token, "/api/v1/auth/userinfo")).Status == 200);

        Assert.Equal(200, (await door.SendAsync(HttpMethod.Delete, token, "/api/v1/auth/sessions", null)).Status);

        await UntilAllAsync("the withdrawn token is refused by both", async () => (await door.GetAsync(token, "/api/v1/auth/userinfo")).Status == 401);
    }

    private async Task Limits_AreCountedTogether()
    {
        using var client = NewClient();
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
        using var client = NewClient();
        var door = new Door(client, Running);
        var (tom, mike) = (await FreshAsync(door, "tom"), await door.TokenAsync("mike"));
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
        var took = await UntilAllAsync(
            "both replicas decide by it", async () => (await door.PostAsync(mike, "/api/v1/policies/evaluate", ask)).Json.GetProperty("decision").GetString() == "deny");
        output.WriteLine($"a policy written on one replica was decided by everywhere {took.TotalMilliseconds:0} ms after its answer at the latest");
        await UntilAllAsync("both replicas show it", async () => (await door.GetAsync(tom, $"/api/v1/policies/{made.Json.GetProperty("id").GetString()}")).Status == 200);
    }

    private async Task KillSwitchOfOneReplica_HoldsOnBoth()
    {
        using var client = NewClient();
        var door = new Door(client, Running);
        var (eve, nina) = (await door.TokenAsync("eve"), await door.TokenAsync("nina"));
        var stopped = await door.PostAsync(eve, "/api/v1/kill-switches", new { kind = "user", target = "nina", reason = "two doors" });
        Assert.True(stopped.Status == 201, stopped.ToString());

        var took = await UntilAllAsync("nina is stopped at both doors", async () => (await door.GetAsync(nina, "/api/v1/tasks?limit=1")).Status == 403);
        output.WriteLine($"a kill switch held at both doors {took.TotalMilliseconds:0} ms after its answer at the latest");
        Assert.True(took < TimeSpan.FromSeconds(10), $"{took}");
        Assert.Equal(200, (await door.PostAsync(eve, $"/api/v1/kill-switches/{stopped.Json.GetProperty("id").GetString()}/release", new { reason = "done" })).Status);
        await UntilAllAsync("nina gets in at both doors", async () => (await door.GetAsync(nina, "/api/v1/tasks?limit=1")).Status == 200);
    }

    /// <summary>Waits until so many answers in a row are as expected that both replicas gave some; tells when the first of them was asked for.</summary>
    private static async Task<TimeSpan> UntilAllAsync(string what, Func<Task<bool>> holds)
    {
        var (clock, since, inARow) = (Stopwatch.StartNew(), TimeSpan.Zero, 0);
        while (inARow < Rounds)
        {
            Assert.True(clock.Elapsed < Patience, $"{what}: not after {clock.Elapsed}");
            var asked = clock.Elapsed;
            if (!await holds())
            {
                inARow = 0;
            }
            else if (++inARow == 1)
            {
                since = asked;
            }
        }

        return since;
    }

    /// <summary>Signing out everywhere withdraws what was issued up to that very second.</summary>
    private static async Task<string> FreshAsync(Door door, string user)
    {
        var token = "";
        await UntilAllAsync($"{user} has a token that is believed", async () =>
        {
            token = token.Length == 0 ? await door.TokenAsync(user) : token;
            var isBelieved = (await door.GetAsync(token, "/api/v1/auth/userinfo")).Status == 200;
            token = isBelieved ? token : "";
            return isBelieved;
        });
        return token;
    }

    private static HttpClient NewClient(CookieContainer? cookies = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = cookies is not null,
        CookieContainer = cookies ?? new CookieContainer(),
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = TimeSpan.FromMinutes(1),
    };
}
