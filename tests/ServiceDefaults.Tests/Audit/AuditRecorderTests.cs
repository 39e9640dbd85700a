using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.Testing;

namespace OpenClaw.ServiceDefaults.Tests.Audit;

/// <summary>The recorder of a running service against a loopback server that speaks the sidecar's routes.</summary>
public sealed class AuditRecorderTests : IAsyncLifetime
{
    private static readonly PolicyDecision Allowed = new(PolicyResult.Allow, "acme-actions", "sha256:1", "fine");
    private RecordingSidecar? _sidecar;

    private RecordingSidecar Sidecar => _sidecar!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sidecar = await RecordingSidecar.StartAsync();

    public ValueTask DisposeAsync() => Sidecar.DisposeAsync();

    [Fact]
    public async Task Action_LeavesAnIntentBeforeAndAnOutcomeAfter_UnderTheRequestsId()
    {
        await using var service = await RunningService.StartAsync(
            app => app.MapPost("/act", async (IAuditRecorder recorder) =>
            {
                var handle = await recorder.IntentAsync(Intent(), CancellationToken.None);
                await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success) { DataClassification = Classification.Confidential }, CancellationToken.None);
            }).AllowAnonymous(),
            Sidecar.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/act");
        request.Headers.Add(HeaderNames.RequestId, "request-0815");

        using var answer = await service.Client.SendAsync(request, Token);

        var (intent, outcome) = (Sidecar.AuditEntries.First(), Sidecar.AuditEntries.Last());
        Assert.Equal(2, Sidecar.AuditEntries.Count);
        Assert.Equal((AuditPhase.Intent, AuditOutcome.Pending, "request-0815"), (intent.Phase, intent.Outcome, intent.RequestId));
        Assert.Equal((AuditPhase.Outcome, AuditOutcome.Success, "request-0815"), (outcome.Phase, outcome.Outcome, outcome.RequestId));
        Assert.Equal(intent.Id, outcome.IntentId);
        Assert.Equal((Classification.Internal, Classification.Confidential), (intent.DataClassification, outcome.DataClassification));
        Assert.Equal(("acme-actions", "sha256:1"), (outcome.PolicyApplied, outcome.PolicyVersion));
    }

    [Fact]
    public async Task Operation_RepeatedByAnotherReplica_LeavesTheSamePair()
    {
        var intent = Intent() with { OccurredAt = new DateTimeOffset(2019, 5, 15, 0, 0, 0, TimeSpan.Zero) };
        for (var replica = 0; replica < 2; replica++)
        {
            await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
            var recorder = service.Services.GetRequiredService<IAuditRecorder>();
            var handle = await recorder.IntentAsync(intent with { OperationKey = "delivery-7" }, Token);
            await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Success), Token);
        }

        Assert.Equal(4, Sidecar.AuditEntries.Count);
        Assert.Equal(2, Sidecar.AuditEntries.Select(entry => (entry.Id, entry.Phase, entry.Timestamp)).Distinct().Count());
    }

    [Fact]
    public async Task Entries_OfConcurrentActions_ShareCalls()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();
        var gate = new TaskCompletionSource();
        Sidecar.BeforeAudit = _ => gate.Task;
        var all = Task.WhenAll(Enumerable.Range(0, 150).Select(_ => recorder.IntentAsync(Intent(), Token)));

        gate.SetResult();
        await all;

        Assert.Equal(150, Sidecar.AuditEntries.Count);
        Assert.True(Sidecar.AuditBatches.Count < 75, $"{Sidecar.AuditBatches.Count} calls");
    }

    [Fact]
    public async Task Pair_OfAnActionThatIsItsAnswer_TravelsTogether()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();

        await recorder.RecordAsync(Intent(), new AuditResult(AuditOutcome.Denied), Token);

        Assert.Single(Sidecar.AuditBatches);
        var (intent, outcome) = (Sidecar.AuditEntries.First(), Sidecar.AuditEntries.Last());
        Assert.Equal((AuditPhase.Intent, AuditOutcome.Pending), (intent.Phase, intent.Outcome));
        Assert.Equal((AuditPhase.Outcome, AuditOutcome.Denied, intent.Id), (outcome.Phase, outcome.Outcome, outcome.IntentId));
    }

    [Fact]
    public async Task Entry_WhenTheAuditServiceIsAway_GoesToTheDurableTopic()
    {
        Sidecar.AuditStatus = _ => StatusCodes.Status503ServiceUnavailable;
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);

        var handle = await service.Services.GetRequiredService<IAuditRecorder>().IntentAsync(Intent(), Token);

        var published = Assert.Single(Sidecar.Published);
        Assert.StartsWith("pubsub/audit.entries ", published, StringComparison.Ordinal);
        Assert.Contains(handle.Intent.Id.ToString(), published, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_WhenTheAuditServiceHangs_GoesToTheDurableTopicInTime()
    {
        var gate = new TaskCompletionSource();
        Sidecar.BeforeAudit = _ => gate.Task;
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Audit:Recorder:InvokeTimeout", "00:00:00.200"));
        var clock = Stopwatch.StartNew();

        await service.Services.GetRequiredService<IAuditRecorder>().IntentAsync(Intent(), Token);

        gate.SetResult();
        Assert.Single(Sidecar.Published);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Action_WhenNeitherTakesTheEntry_IsRefusedWith503()
    {
        Sidecar.IsBroken = true;
        var acted = false;
        await using var service = await RunningService.StartAsync(
            app => app.MapPost("/act", async (IAuditRecorder recorder) =>
            {
                await recorder.IntentAsync(Intent(), CancellationToken.None);
                acted = true;
            }).AllowAnonymous(),
            Sidecar.Address);

        using var answer = await service.Client.PostAsync("/act", null, Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(ErrorCodes.AuditUnavailable, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(acted);
    }

    [Fact]
    public async Task Action_WhenEverythingHangs_IsRefusedAtTheDeadline()
    {
        var gate = new TaskCompletionSource();
        Sidecar.BeforeAudit = _ => gate.Task;
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Audit:Recorder:Deadline", "00:00:00.300"));
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<AuditUnavailableException>(() => recorder.IntentAsync(Intent(), Token));

        gate.SetResult();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Acts_SoonerAfterACallThanTheSpacing_LeaveTogether()
    {
        var calls = 0;
        Sidecar.BeforeAudit = _ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        };
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Audit:Recorder:Spacing", "00:00:03"));
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();
        await recorder.IntentAsync(Intent(), Token);

        await Task.WhenAll(recorder.IntentAsync(Intent(), Token), recorder.IntentAsync(Intent(), Token));

        Assert.Equal((2, 3), (calls, Sidecar.AuditEntries.Count));
    }

    [Fact]
    public async Task InvalidEntry_DoesNotRefuseTheOthersOfItsBatch()
    {
        Sidecar.AuditStatus = batch => batch.Entries.Any(entry => entry.Action == "bad")
            ? StatusCodes.Status422UnprocessableEntity
            : StatusCodes.Status200OK;
        var gate = new TaskCompletionSource();
        Sidecar.BeforeAudit = _ => gate.Task;
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address, ("Audit:Recorder:Senders", "1"));
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();
        var good = Enumerable.Range(0, 10).Select(_ => recorder.IntentAsync(Intent(), Token)).ToList();
        var bad = recorder.IntentAsync(Intent() with { Action = "bad" }, Token);

        gate.SetResult();
        await Task.WhenAll(good);

        await Assert.ThrowsAsync<AuditUnavailableException>(() => bad);
        Assert.Equal(10, Sidecar.AuditEntries.Count);
        Assert.Empty(Sidecar.Published);
    }

    [Fact]
    public async Task Outcome_OfACallerWhoHasGone_IsRecordedAllTheSame()
    {
        await using var service = await RunningService.StartAsync(_ => { }, Sidecar.Address);
        var recorder = service.Services.GetRequiredService<IAuditRecorder>();
        var handle = await recorder.IntentAsync(Intent(), Token);

        await recorder.OutcomeAsync(handle, new AuditResult(AuditOutcome.Error), new CancellationToken(canceled: true));

        Assert.Equal(AuditOutcome.Error, Sidecar.AuditEntries.Last().Outcome);
    }

    private static AuditIntent Intent() =>
        new(AuditActionType.DataAccess, "github_issue_read", "acme", "sarah", Allowed, Classification.Internal);
}
