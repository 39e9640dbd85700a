using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Signed bundles in the whole system: every replica of every service has the newest, and governed answers say which.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class PolicyDistributionTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("/api/v1/policies/evaluate", "{\"action\": \"github_issue_read\", \"context\": {\"dataClassification\": \"internal\"}}")]
    [InlineData("/api/v1/briefings", "{\"reason\": \"versions\"}")]
    [InlineData("/api/v1/connectors/github/read/github_issue_read", "{}")]
    public async Task GovernedAnswer_ThroughTheDoor_SaysVersionAndAge(string path, string body)
    {
        SharedSystem.RequireServers();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(system.Running.Gateway, path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await system.Door.TokenAsync("sarah")}");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        using var answer = await system.Http.SendAsync(request, Ended);

        Assert.True(answer.Headers.Contains(HeaderNames.PolicyVersion), $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ended)}");
        Assert.StartsWith("sha256:", answer.Headers.GetValues(HeaderNames.PolicyVersion).Single(), StringComparison.Ordinal);
        Assert.InRange(int.Parse(answer.Headers.GetValues(HeaderNames.PolicyAge).Single(), CultureInfo.InvariantCulture), 0, 60);
    }

    [Fact(Timeout = Limit)]
    public async Task Change_ReachesEveryReplicaOfEveryService()
    {
        SharedSystem.RequireServers();
        var eve = await system.Door.TokenAsync("eve");
        var before = await VersionAsync(eve);
        var made = await system.Door.PostAsync(eve, "/api/v1/policies", new
        {
            scope = "org",
            scopeId = "product",
            domain = "actions",
            name = $"spread-{Guid.NewGuid():N}",
            version = "1.0.0",
            content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, spread_tool]",
            status = "active",
            changeReason = "spread",
        });
        Assert.True(made.Status == 201, made.ToString());
        var after = await VersionAsync(eve);
        Assert.NotEqual(before, after);

        JsonElement last = default;
        await Eventually.AsyncTrue(
            async _ =>
            {
                last = (await system.Door.GetAsync(eve, "/api/v1/policies/replicas")).Json;
                var items = last.GetProperty("items").EnumerateArray().ToList();
                var services = items.Select(item => item.GetProperty("service").GetString()).ToList();
                return items.TrueForAll(item => item.GetProperty("isNewest").GetBoolean() && item.GetProperty("version").GetString() == last.GetProperty("version").GetString())
                    && services.Distinct().Count() == 6 && services.Count(service => service == "briefing") == 2 && services.Count(service => service == "connector") == 2;
            },
            Patience,
            "two replicas of briefing and connector and one of every other service have it",
            () => last.ToString(),
            Ended);
        var ended = await system.Door.SendAsync(
            HttpMethod.Delete, eve, $"/api/v1/policies/{made.Json.GetProperty("id").GetString()}", JsonContent.Create(new { changeReason = "over" }), ("If-Match", "*"));
        Assert.True(ended.Status == 200, ended.ToString());
    }

    private async Task<string?> VersionAsync(string token) =>
        (await system.Door.GetAsync(token, "/api/v1/policies/version")).Json.GetProperty("version").GetString();
}
