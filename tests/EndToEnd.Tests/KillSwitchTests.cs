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
    private const string Switches = "/api/v1/kill-switches";
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
        var stop = await StopAsync(eve, "connector", "github");
        var answered = clock.Elapsed;
        var effective = await LastSuccessAsync(sarah, clock);
        output.WriteLine($"answered after {answered.TotalMilliseconds:0} ms, last allowed read began {effective.TotalMilliseconds:0} ms after the switch was pressed");
        Assert.True(effective < Promise, $"reads went on for {effective}");

        var refused = await Door.PostAsync(sarah, Read, new { });
        refused.MustBeProblem(403, ErrorCodes.PolicyDenied, "a read of a stopped connector");
        var (_, delivery) = Deliveries.Issue();
        var delivered = await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);
        Assert.NotEqual("accepted", delivered.Word);
        await ExpectOnRecordAsync(refused.RequestId!, "github_issue_read", "denied", stop);

        (await ReleaseAsync(eve, stop, "")).MustBeProblem(400, ErrorCodes.ValidationFailed, "a release without a reason");
        Assert.Equal(200, (await ReleaseAsync(eve, stop, "looked into it")).Status);
        await Eventually.AsyncTrue(async _ => (await Door.PostAsync(sarah, Read, new { })).Status == 200, Patience, "sarah reads again", cancellationToken: Ended);
    }

    [Fact(Timeout = Limit)]
    public async Task Person_Stopped_IsRefusedAtTheDoor_AndNothingIsDoneForThemInTheBackground()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var stop = await StopAsync(eve, "user", "sarah");
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=1")).Code == ErrorCodes.PolicyDenied, Patience, "sarah is stopped at the door", cancellationToken: Ended);
        Assert.Equal(200, (await Door.GetAsync(sarah, "/api/v1/auth/userinfo")).Status);

        var (title, delivery) = Deliveries.Issue();
        await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);
        await ExpectInBackgroundAsync("briefing_discover", stop);
        Assert.Equal(200, (await ReleaseAsync(eve, stop, "looked into it")).Status);

        await Eventually.AsyncTrue(async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Status == 200, Patience, "sarah gets in", cancellationToken: Ended);
        Assert.DoesNotContain(title, (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Enterprise_Stopped_LetsItsAdministratorsReleaseIt_AndStopsNobodyElse()
    {
        SharedSystem.RequireServers();
        var (gus, vera, sarah) = (await Door.TokenAsync("gus"), await Door.TokenAsync("vera"), await Door.TokenAsync("sarah"));

        var stop = await StopAsync(gus, "enterprise", null);
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(vera, "/api/v1/tasks?limit=1")).Code == ErrorCodes.PolicyDenied, Patience, "vera is stopped", cancellationToken: Ended);

        (await Door.GetAsync(gus, "/api/v1/tasks?limit=1")).MustBeProblem(403, ErrorCodes.PolicyDenied, "the administrator's own work");
        Assert.Equal(200, (await Door.GetAsync(sarah, "/api/v1/tasks?limit=1")).Status);
        Assert.Contains(stop, (await Door.GetAsync(gus, Switches)).Text, StringComparison.Ordinal);
        (await Door.GetAsync(await Door.TokenAsync("eve"), $"{Switches}/{stop}")).MustBeProblem(404, ErrorCodes.NotFound, "another company's switch");
        Assert.Equal(200, (await ReleaseAsync(gus, stop, "an exercise")).Status);
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

    private async Task<string> StopAsync(string token, string kind, string? target)
    {
        var answer = await Door.PostAsync(token, Switches, new { kind, target, reason = "end-to-end test" });
        Assert.True(answer.Status == 201, answer.ToString());
        return answer.Json.GetProperty("id").GetString()!;
    }

    private Task<DoorAnswer> ReleaseAsync(string token, string id, string reason) => Door.PostAsync(token, $"{Switches}/{id}/release", new { reason });

    private async Task ExpectOnRecordAsync(string requestId, string action, string outcome, string stop)
    {
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AsyncTrue(
            async _ => (await Door.AuditAsync(auditor, requestId)).Any(entry => Is(entry, "action", action) && Is(entry, "outcome", outcome) && Is(entry, "policyApplied", $"kill-switch:{stop}")),
            Patience, $"{action} is on record as {outcome}", cancellationToken: Ended);
    }

    private async Task ExpectInBackgroundAsync(string action, string stop)
    {
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(auditor, $"/api/v1/audit?action={action}&limit=100")).Json.GetProperty("entries").EnumerateArray()
                .Any(entry => Is(entry, "outcome", "denied") && Is(entry, "policyApplied", $"kill-switch:{stop}")),
            Patience, $"{action} was refused in the background", cancellationToken: Ended);
    }

    private static bool Is(JsonElement entry, string name, string value) => entry.TryGetProperty(name, out var found) && found.GetString() == value;
}
