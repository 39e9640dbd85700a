using System.Globalization;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>The company's week in figures, through the gateway, for those who look after its log.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class AuditReportStoryTests(SharedSystem system)
{
    private const string Reports = "/api/v1/audit/reports";

    private Door Door => system.Door;

    [Fact(Timeout = 5 * 60_000)]
    public async Task Week_ShowsWhatWasRefusedInIt_ToAuditorAndAdministrator_AndToNobodyElse()
    {
        SharedSystem.RequireServers();
        var query = ThisWeek();
        var before = await RefusedAsync(query, "aud");
        var question = new { action = "model_call", context = new { dataClassification = "restricted", additional = new { provider = "openai", model = "one" } } };

        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, await Door.TokenAsync("sarah"), "/api/v1/policies/evaluate/batch", new { requests = Enumerable.Repeat(question, 3) });

        Assert.True(answer.Status == 200, answer.ToString());
        await Door.SealedAsync();
        var after = 0L;
        foreach (var week in (HashSet<string>)[query, ThisWeek()])
        {
            // The first may have ended meanwhile.
            after += await RefusedAsync(week, "eve");
        }

        Assert.InRange(after, before + 3, long.MaxValue);
        foreach (var person in (string[])["sarah", "tom", "olga"])
        {
            Assert.Equal(403, (await Door.GetAsync(await Door.TokenAsync(person), query)).Status);
        }

        // The other company's week is its own.
        Assert.DoesNotContain((await ReportAsync(query, "gus")).GetProperty("policies").EnumerateArray(), policy => policy.GetProperty("policy").GetString()!.Contains("acme", StringComparison.Ordinal));
    }

    private static string ThisWeek()
    {
        var today = DateTime.UtcNow;
        return string.Create(CultureInfo.InvariantCulture, $"{Reports}?period=week&of={ISOWeek.GetYear(today):0000}-W{ISOWeek.GetWeekOfYear(today):00}");
    }

    private async Task<long> RefusedAsync(string query, string person) => (await ReportAsync(query, person)).GetProperty("refused").GetInt64();

    private async Task<JsonElement> ReportAsync(string query, string person)
    {
        DoorAnswer? last = null;
        await Eventually.AsyncTrue(
            async _ => (last = await Door.GetAsync(await Door.TokenAsync(person), query)).Status == 200,
            TimeSpan.FromSeconds(60), $"{person} reads the report", () => $"{last}", TestContext.Current.CancellationToken);
        return last!.Json;
    }
}
