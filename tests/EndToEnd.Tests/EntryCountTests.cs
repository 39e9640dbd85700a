using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>How much is recorded shows in the audit service's metrics (spec/audit.md 12).</summary>
[Collection(SystemTestGroup.Name)]
public sealed class EntryCountTests(SharedSystem system)
{
    private const int Limit = 4 * 60_000;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task StoredEntries_AreInTheMetricsOfTheAuditService_WithoutPersonsAndCompanies()
    {
        SharedSystem.RequireServers();
        var sarah = await system.Door.TokenAsync("sarah");
        var before = (await CountsAsync()).Sum(count => count.Value);
        var (answer, _) = await system.Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/policies/evaluate", new { action = "model_call_counted", context = new { dataClassification = "internal" } });
        Assert.Equal(200, answer.Status);

        (string Dimensions, double Value)[] counts = [];
        await Eventually.AsyncTrue(
            async _ =>
            {
                counts = await CountsAsync();
                return counts.Sum(count => count.Value) > before
                    && counts.Any(count => count.Dimensions.Contains("policy_decision", StringComparison.Ordinal) && count.Dimensions.Contains("pending", StringComparison.Ordinal));
            },
            TimeSpan.FromMinutes(2), "the metrics count the decision", () => string.Join('\n', counts), Ended);

        Assert.All(counts, count => Assert.DoesNotMatch("acme|globex|sarah|counted", count.Dimensions));
    }

    private async Task<(string Dimensions, double Value)[]> CountsAsync() =>
    [
        .. JsonSerializer.Deserialize<JsonElement>(await system.Telemetry.ReadAsync("metrics?resource=audit", Ended)).EnumerateArray()
            .Where(point => point.GetProperty("instrument").GetString() == "openclaw.audit.entries")
            .Select(point => (point.GetProperty("dimensions").GetString()!, point.GetProperty("value").GetDouble())),
    ];
}
