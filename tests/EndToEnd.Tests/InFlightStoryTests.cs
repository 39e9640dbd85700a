using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Journey J9: work that is under way when a policy changes keeps the decision of its time; the next work does not.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class InFlightStoryTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private const int Attempts = 6;

    // Below what a call of a vendor may take, and longer than a change takes to be everywhere unless the machine is very busy.
    private const int SlowSeconds = 7;
    private const string Read = "/api/v1/connectors/github/read/github_issue_read";
    private const string Blocked = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, github_issue_read]";

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Read_UnderWay_KeepsTheDecisionOfItsTime_AndTheNextIsRefused()
    {
        SharedSystem.RequireServers();
        for (var attempt = 1; !await WasUnderWayAsync(); attempt++)
        {
            Assert.True(attempt < Attempts, "no change was in force before a slow read ended");
        }
    }

    /// <summary>False when the read was over before the change was in force, which shows nothing.</summary>
    private async Task<bool> WasUnderWayAsync()
    {
        var (eve, tom, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("tom"), await Door.TokenAsync("sarah"));
        var before = await InjectedAsync();
        using var ordered = await system.Http.PostAsJsonAsync(new Uri(system.Running.GitHub, "/simulator/faults"), new { kind = "slow", count = 1, retryAfterSeconds = SlowSeconds }, Ended);
        var reading = Door.PostAsync(sarah, Read, new { });
        await Eventually.AsyncTrue(async _ => await InjectedAsync() > before || reading.IsCompleted, TimeSpan.FromSeconds(60), "the vendor was asked", cancellationToken: Ended);

        var made = await new PolicyDesk(Door).CreateAsync(tom, "team", "platform", "actions", Blocked, "no more issues");
        Assert.True(made.Status == 201, made.ToString());
        DoorAnswer refused;
        bool wasUnderWay;
        try
        {
            await new PolicyDesk(Door).EverywhereAsync(eve);
            refused = await Door.PostAsync(sarah, Read, new { });
            wasUnderWay = !reading.IsCompleted;
        }
        finally
        {
            await new PolicyDesk(Door).EndAsync(tom, made.Json);
        }

        refused.MustBeProblem(403, ErrorCodes.PolicyDenied, "a read after the change");
        var finished = await reading;
        if (!wasUnderWay || finished.Status != 200)
        {
            output.WriteLine($"once more: {finished.Status}");
            return false;
        }

        var (earlier, later) = (await IntentAsync(finished), await IntentAsync(refused));
        Assert.Equal(("allow", "deny"), (PolicyDesk.Text(earlier, "policyResult"), PolicyDesk.Text(later, "policyResult")));
        Assert.NotEqual(PolicyDesk.Text(earlier, "policyVersion"), PolicyDesk.Text(later, "policyVersion"));
        var end = await OutcomeAsync(finished);
        Assert.Equal("success", PolicyDesk.Text(end, "outcome"));
        Assert.True(end.GetProperty("timestamp").GetDateTimeOffset() > later.GetProperty("timestamp").GetDateTimeOffset(), "the read ended after the other one was refused");
        return true;
    }

    private async Task<int> InjectedAsync() =>
        (await system.Http.GetFromJsonAsync<JsonElement>(new Uri(system.Running.GitHub, "/simulator/faults"), Ended)).GetProperty("injected").GetInt32();

    private Task<JsonElement> IntentAsync(DoorAnswer answer) => EntryAsync(answer, "intent");

    private Task<JsonElement> OutcomeAsync(DoorAnswer answer) => EntryAsync(answer, "outcome");

    private async Task<JsonElement> EntryAsync(DoorAnswer answer, string phase)
    {
        var (auditor, found) = (await Door.TokenAsync("aud"), default(JsonElement));
        await Eventually.AssertAsync(async () => found = Assert.Single(
            await Door.AuditAsync(auditor, answer.RequestId!), entry => PolicyDesk.Text(entry, "action") == "github_issue_read" && PolicyDesk.Text(entry, "phase") == phase));
        return found;
    }
}
