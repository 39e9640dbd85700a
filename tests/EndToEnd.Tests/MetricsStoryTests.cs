using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Administrators look at a day of what they administer; the log holds what is behind each figure.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class MetricsStoryTests(SharedSystem system)
{
    private const int Limit = 4 * 60_000;
    private const string Metrics = "/api/v1/metrics";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Figures_AreThoseOfTheEntries_ThatAnAdministratorMayRead()
    {
        SharedSystem.RequireServers();
        foreach (var user in (string[])["sarah", "nina"])
        {
            var (asked, _) = await Door.InsistAsync(
                HttpMethod.Post, await Door.TokenAsync(user), "/api/v1/policies/evaluate", new { action = "metrics_tool", context = new { dataClassification = "internal" } });
            Assert.True(asked.Status == 200 && asked.Json.GetProperty("decision").GetString() == "require_approval", asked.ToString());
        }

        await Door.SealedAsync();
        var organisation = await NeedApprovalAsync("olga");
        var company = await NeedApprovalAsync("eve");
        await NeedApprovalAsync("gus");

        Assert.InRange(organisation, 1, company - 1);
        (await Door.GetAsync(await Door.TokenAsync("sarah"), Metrics)).MustBeProblem(403, ErrorCodes.Forbidden, "somebody who administers nothing");
    }

    /// <summary>
    /// How many actions need an approval, as soon as this and the refusals are as many as the entries that the same person finds
    /// of the same time: what was not sealed yet is in neither.
    /// </summary>
    private async Task<long> NeedApprovalAsync(string user)
    {
        var token = await Door.TokenAsync(user);
        var needApproval = 0L;
        await Testing.Eventually.AssertAsync(
            async () =>
            {
                var (answer, _) = await Door.InsistAsync(HttpMethod.Get, token, Metrics, null);
                Assert.True(answer.Status == 200, answer.ToString());
                var actions = answer.Json.GetProperty("actions");
                var (denied, pending) = (actions.GetProperty("denied").GetInt64(), actions.GetProperty("pending").GetInt64());
                Assert.Equal((await ListedAsync(token, answer.Json, "deny"), await ListedAsync(token, answer.Json, "require_approval")), (denied, pending));
                needApproval = pending;
            },
            Ended);
        return needApproval;
    }

    private async Task<long> ListedAsync(string token, JsonElement metrics, string decision)
    {
        string Time(string name) => Uri.EscapeDataString(metrics.GetProperty(name).GetString()!);
        var listed = 0L;
        await foreach (var _ in Door.PagesAsync(token, $"/api/v1/audit?phase=intent&policyResult={decision}&from={Time("from")}&to={Time("collectedAt")}&limit=1000", "entries", Ended))
        {
            listed++;
        }

        return listed;
    }
}
