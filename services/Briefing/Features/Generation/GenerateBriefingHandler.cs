using Microsoft.Extensions.Options;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Options;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>What came of a request for a briefing: a briefing (new or the one that was there) or a refusal.</summary>
internal sealed record Generated(PolicyDecision Decision, DailyBriefing? Briefing = null, bool IsNew = false, Failure? Failure = null);

/// <summary>
/// Decide, claim the run, record the intent, scan and read what was done lately, compose and store, record the outcome. The claim comes before the intent
/// because it fixes the time of the operation: a repetition under the same idempotency key finds the same audit entries.
/// </summary>
internal sealed class GenerateBriefingHandler(
    IDesks desks,
    IPolicyEnforcement policy,
    GenerationRecorder recorder,
    SourceScan scan,
    IActivityLog activities,
    TimeProvider time,
    IOptions<BriefingOptions> options,
    ILogger<GenerateBriefingHandler> logger)
{
    private const string Kind = "on_demand";
    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public async Task<Generated> HandleAsync(
        GenerateBriefing request, string? idempotencyKey, Caller caller, CancellationToken cancellationToken)
    {
        var decision = await policy.DecideAsync(Action(caller), cancellationToken);
        if (!decision.IsAllowed)
        {
            await recorder.RefusedAsync(caller, decision, cancellationToken);
            return new Generated(decision, Failure: Failure.Refused(decision));
        }

        var desk = desks.Of(new DeskOwner(caller.TenantId, caller.UserId));
        var claim = await desk.BeginAsync(new BeginRun(Kind, Today(), idempotencyKey, options.Value.RunLease), cancellationToken);
        return claim switch
        {
            { State: ClaimState.InProgress } => new Generated(decision, Failure: Failures.InProgress()),
            { Done: { } done } => await RepeatAsync(desk, done, caller, decision, cancellationToken),
            _ => await RunAsync(desk, claim.Run!, request, caller, decision, cancellationToken),
        };
    }

    private static GovernedAction Action(Caller caller) =>
        new(BriefingActions.Generate, caller.TenantId, caller.UserId, Classification.Internal)
        {
            Roles = caller.Roles,
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
            TargetSystem = "briefing",
        };

    private DateOnly Today() => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone)).DateTime);

    private async Task<Generated> RunAsync(
        IDesk desk, BriefingRun run, GenerateBriefing request, Caller caller, PolicyDecision decision, CancellationToken cancellationToken)
    {
        AuditHandle? operation = null;
        try
        {
            operation = await recorder.BeginAsync(caller, decision, Operation.Of(run), request.Reason, cancellationToken);
            var (scanning, reading) = (scan.RunAsync(caller, request.Sources, cancellationToken), LatelyAsync(caller, cancellationToken));
            await Task.WhenAll(scanning, reading);
            var found = await scanning;
            if (found.IsPolicyUnavailable)
            {
                logger.BriefingNotGenerated(run.SlotKey, "no policy could be consulted");
                await GiveUpAsync(desk, run);
                await recorder.StoppedAsync(operation, caller, run, cancellationToken);
                return new Generated(decision, Failure: Failures.PolicyUnavailable());
            }

            var outcome = await desk.CompleteAsync(
                new CompleteRun(run.RunId, run.BriefingId, RequestContext.RequestId, found.Items, found.Status, options.Value.Hours()) { Activity = await reading },
                cancellationToken);
            if (outcome.Briefing is not { } briefing)
            {
                return new Generated(decision, Failure: Failures.InProgress());
            }

            logger.BriefingGenerated(briefing.Id, briefing.Tasks.Count, briefing.Completeness, briefing.GenerationMs);
            await recorder.DoneAsync(operation, briefing, outcome.Discovered, cancellationToken);
            return new Generated(decision, briefing, IsNew: true);
        }
        catch (Exception exception)
        {
            // The lease would keep the person waiting for a minute; the cause goes on to the caller either way.
            logger.BriefingNotGenerated(run.SlotKey, exception.Message);
            await GiveUpAsync(desk, run);
            await recorder.FailedAsync(operation, run, exception);
            throw;
        }
    }

    private Task<PersonActivity?> LatelyAsync(Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return activities.ReadAsync(caller, now - Lately, now, cancellationToken);
    }

    /// <summary>Best effort: the request may be cancelled and the lease ends anyhow, so nothing here hides the cause.</summary>
    private async Task GiveUpAsync(IDesk desk, BriefingRun run)
    {
        try
        {
            await desk.AbandonAsync(new ById(run.RunId), CancellationToken.None);
        }
        catch (Exception exception)
        {
            logger.RunNotAbandoned(exception, run.SlotKey);
        }
    }

    /// <summary>A repeated trigger gets its briefing; its audit entries are written again under the same ids, in case a crash lost them.</summary>
    private async Task<Generated> RepeatAsync(
        IDesk desk, BriefingEntry done, Caller caller, PolicyDecision decision, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(new ById(done.Id), cancellationToken) is not { } briefing)
        {
            return new Generated(decision, Failure: Failure.NotFound("briefing"));
        }

        var operation = await recorder.BeginAsync(caller, decision, Operation.Of(done), null, cancellationToken);
        await recorder.DoneAsync(operation, briefing, discovered: 0, cancellationToken);
        return new Generated(decision, briefing);
    }
}
