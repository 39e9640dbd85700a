using System.Diagnostics;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Where administrators of acme write policies, through the door; what a test changed is put back by the test.</summary>
internal sealed class PolicyDesk(Door door)
{
    public const string Policies = "/api/v1/policies";

    /// <summary>Longer than a policy may take to be in force everywhere (SC-006).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>The enterprise's policy of a domain as it is in force.</summary>
    public async Task<JsonElement> EnterpriseAsync(string token, string domain)
    {
        var answer = await door.GetAsync(token, $"{Policies}?scope=enterprise&domain={domain}&status=active");
        return answer.Json.GetProperty("policies").EnumerateArray().First(policy => Text(policy, "status") == "active");
    }

    public async Task<DoorAnswer> CreateAsync(string token, string scope, string scopeId, string domain, string content, string reason) =>
        (await door.InsistAsync(HttpMethod.Post, token, Policies, new
        {
            scope,
            scopeId,
            domain,
            name = $"{scope}-{domain}-{Guid.NewGuid():N}"[..40],
            version = "1.0.0",
            content,
            status = "active",
            changeReason = reason,
        })).Answer;

    public async Task<DoorAnswer> TryChangeAsync(string token, JsonElement policy, string content, string? reason, string match = "*") =>
        (await door.InsistAsync(HttpMethod.Put, token, PathOf(policy), new { content, changeReason = reason }, match)).Answer;

    public async Task<DoorAnswer> ChangeAsync(string token, JsonElement policy, string content, string reason)
    {
        var answer = await TryChangeAsync(token, policy, content, reason);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }

    public async Task EndAsync(string token, JsonElement policy)
    {
        var (answer, _) = await door.InsistAsync(HttpMethod.Delete, token, PathOf(policy), new { changeReason = "the story is over" });
        Assert.True(answer.Status == 200, answer.ToString());
    }

    /// <summary>Waits until every replica of every service decides by the newest policies; tells how long that took.</summary>
    public async Task<TimeSpan> EverywhereAsync(string token)
    {
        var clock = Stopwatch.StartNew();
        JsonElement last = default;
        await Eventually.AsyncTrue(
            async _ =>
            {
                last = (await door.GetAsync(token, $"{Policies}/replicas")).Json;
                var replicas = last.GetProperty("items").EnumerateArray().ToList();
                return replicas.Select(replica => Text(replica, "service")).Distinct().Count() == 6 && replicas.TrueForAll(replica => replica.GetProperty("isNewest").GetBoolean());
            },
            Patience, "every replica decides by the newest policies", () => last.ToString(), Ended);
        return clock.Elapsed;
    }

    public static string PathOf(JsonElement policy) => $"{Policies}/{Text(policy, "id")}";

    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
