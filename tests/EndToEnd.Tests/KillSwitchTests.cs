using System.Diagnostics;
using System.Text.Json;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>One call stops everything, on every replica and in the background, until somebody releases it with a reason.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class KillSwitchTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 3 * 60_000;
    private const string Read = "/api/v1/connectors/github/read/github_issue_read";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The promise is two seconds; a machine that does other things too gets more.
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private Door Door => system.Door;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Connector_Stopped_IsRefusedByBothReplicas_AndSoAreItsWebhooks()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        await Eventually.AsyncTrue(async _ => (await Door.PostAsync(sarah, Read, new { })).Status == 200, Patience, "sarah reads", cancellationToken: Ended);

        var clock = Stopwatch.StartNew();
        await using var stop = await PressedSwitch.PressAsync(Door, eve, "connector", "github");
        var answered = clock.Elapsed;
        var effective = await LastSuccessAsync(sarah, clock);
        output.WriteLine($"answered after {answered.TotalMilliseconds:0} ms, last allowed read began {effective.TotalMilliseconds:0} ms after the switch was pressed");
        Assert.True(effective < Promise, $"reads went on for {effective}");

        var refused = await Door.PostAsync(sarah, Read, new { });
        refused.MustBeProblem(403, ErrorCodes.PolicyDenied, "a read of a stopped connector");
        var (_, delivery) = Deliveries.Issue();
        var delivered = await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);
        Assert.NotEqual("accepted", delivered.Word);
        await ExpectOnRecordAsync(refused.RequestId!, "github_issue_read", stop);

        await stop.ReleaseAsync("looked into it");
        await Eventually.AsyncTrue(async _ => (await Door.PostAsync(sarah, Read, new { })).Status == 200, Patience, "sarah reads again", cancellationToken: Ended);
    }

    [Fact(Timeout = Limit)]
    public async Task Person_Stopped_IsRefusedAtTheDoor_AndNothingIsDoneForThemInTheBackground()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var clock = Stopwatch.StartNew();
        await using var stop = await PressedSwitch.PressAsync(Door, eve, "user", "sarah");
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=1")).Code == ErrorCodes.PolicyDenied, Patience, "sarah is stopped at the door", cancellationToken: Ended);
        Assert.Equal(200, (await Door.GetAsync(sarah, "/api/v1/auth/userinfo")).Status);

        var (title, effective) = await RefusedInBackgroundAsync(stop, clock);
        output.WriteLine($"refused in the background is what was delivered {effective.TotalMilliseconds:0} ms after the switch was pressed");
        Assert.True(effective < Promise, $"work in the background went on for {effective}");
        await stop.ReleaseAsync("looked into it");

        await Eventually.AsyncTrue(async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Status == 200, Patience, "sarah gets in", cancellationToken: Ended);
        Assert.DoesNotContain(title, (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Enterprise_Stopped_LetsItsAdministratorsReleaseIt_AndStopsNobodyElse()
    {
        SharedSystem.RequireServers();
        var (gus, vera, sarah) = (await Door.TokenAsync("gus"), await Door.TokenAsync("vera"), await Door.TokenAsync("sarah"));

        await using var stop = await PressedSwitch.PressAsync(Door, gus, "enterprise", null);
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(vera, "/api/v1/tasks?limit=1")).Code == ErrorCodes.PolicyDenied, Patience, "vera is stopped", cancellationToken: Ended);

        (await Door.GetAsync(gus, "/api/v1/tasks?limit=1")).MustBeProblem(403, ErrorCodes.PolicyDenied, "the administrator's own work");
        Assert.Equal(200, (await Door.GetAsync(sarah, "/api/v1/tasks?limit=1")).Status);
        Assert.Contains(stop.Id, (await Door.GetAsync(gus, PressedSwitch.Route)).Text, StringComparison.Ordinal);
        (await Door.GetAsync(await Door.TokenAsync("eve"), $"{PressedSwitch.Route}/{stop.Id}")).MustBeProblem(404, ErrorCodes.NotFound, "another company's switch");
        await stop.ReleaseAsync("an exercise");
        await Eventually.AsyncTrue(async _ => (await Door.GetAsync(vera, "/api/v1/tasks?limit=1")).Status == 200, Patience, "vera gets in", cancellationToken: Ended);
    }

    /// <summary>When the last read began that was still allowed; enough refusals in a row have asked both replicas.</summary>
    private async Task<TimeSpan> LastSuccessAsync(string sarah, Stopwatch clock)
    {
        var (last, refusals) = (TimeSpan.Zero, 0);
        while (refusals < 20)
        {
            Assert.True(clock.Elapsed < Patience, $"reads are still allowed after {clock.Elapsed}");
            var began = clock.Elapsed;
            if ((await Door.PostAsync(sarah, Read, new { })).Status == 200)
            {
                (last, refusals) = (began, 0);
            }
            else
            {
                refusals++;
            }

            await Task.Delay(Beat, Ended);
        }

        return last;
    }

    /// <summary>
    /// Delivers until the background service refuses what came: it learns of the switch on its own, not when the door does.
    /// </summary>
    /// <returns>What was refused first, and how long after the switch was pressed it was delivered.</returns>
    private async Task<(string Title, TimeSpan Effective)> RefusedInBackgroundAsync(PressedSwitch stop, Stopwatch clock)
    {
        while (true)
        {
            var began = clock.Elapsed;
            var (title, delivery) = Deliveries.Issue();
            var delivered = await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);
            if (await WasRefusedAsync(delivered.RequestId!, stop))
            {
                return (title, began);
            }

            Assert.True(clock.Elapsed < Patience, $"work in the background goes on after {clock.Elapsed}");
        }
    }

    /// <summary>Whether the discovery for sarah ended as refused by this switch; waits until it has ended.</summary>
    private async Task<bool> WasRefusedAsync(string requestId, PressedSwitch stop)
    {
        var auditor = await Door.TokenAsync("aud");
        JsonElement[] outcomes = [];
        await Eventually.AsyncTrue(
            async _ => (outcomes = [.. (await Door.AuditAsync(auditor, requestId)).Where(entry =>
                Is(entry, "action", "briefing_discover") && Is(entry, "userId", "sarah") && Is(entry, "phase", "outcome"))]).Length > 0,
            Patience, $"the discovery of {requestId} has ended", cancellationToken: Ended);
        return outcomes.Any(outcome => IsRefusedBy(outcome, stop));
    }

    private async Task ExpectOnRecordAsync(string requestId, string action, PressedSwitch stop)
    {
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AsyncTrue(
            async _ => (await Door.AuditAsync(auditor, requestId)).Any(entry => Is(entry, "action", action) && IsRefusedBy(entry, stop)),
            Patience, $"{action} is on record as denied", cancellationToken: Ended);
    }

    private static bool IsRefusedBy(JsonElement entry, PressedSwitch stop) => Is(entry, "outcome", "denied") && Is(entry, "policyApplied", $"kill-switch:{stop.Id}");

    private static bool Is(JsonElement entry, string name, string value) => entry.TryGetProperty(name, out var found) && found.GetString() == value;
}
