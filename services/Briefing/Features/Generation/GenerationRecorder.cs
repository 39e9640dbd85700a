using System.Text.Json.Nodes;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Briefing.Features.Generation;

/// <summary>What identifies one generation in the audit log across repetitions.</summary>
internal sealed record Operation(Guid BriefingId, string SlotKey, DateTimeOffset StartedAt)
{
    public static Operation Of(BriefingRun run) => new(run.BriefingId, run.SlotKey, run.StartedAt);

    public static Operation Of(BriefingEntry entry) => new(entry.Id, entry.SlotKey, entry.StartedAt);
}

/// <summary>Writes the audit entries of briefing generation.</summary>
internal sealed class GenerationRecorder(IAuditRecorder audit, ILogger<GenerationRecorder> logger)
{
    private static readonly PolicyDecision NoPolicy = new(
        PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, "", "A source could not be read because no policy could be consulted.");

    public Task<AuditHandle> BeginAsync(
        Caller caller, PolicyDecision decision, Operation operation, string? reason, CancellationToken cancellationToken)
    {
        var detail = new JsonObject { ["slotKey"] = operation.SlotKey, ["briefingId"] = operation.BriefingId.ToString() };
        if (reason is not null)
        {
            detail["reason"] = reason;
        }

        // Keyed by the briefing, whose id comes from slot and start: one pair of entries for one briefing.
        return audit.IntentAsync(
            Intent(caller, decision, $"{BriefingActions.Generate}|{operation.BriefingId:N}") with { OccurredAt = operation.StartedAt, Detail = detail },
            cancellationToken);
    }

    /// <param name="discovered">How many tasks were not known before.</param>
    public Task DoneAsync(AuditHandle handle, DailyBriefing briefing, int discovered, CancellationToken cancellationToken) =>
        audit.OutcomeAsync(
            handle,
            new AuditResult(AuditOutcome.Success)
            {
                Detail = new JsonObject
                {
                    ["briefingId"] = briefing.Id.ToString(),
                    ["tasks"] = briefing.Tasks.Count,
                    ["discovered"] = discovered,
                    ["completeness"] = briefing.Completeness,
                },
                DataClassification = briefing.Classification,
            },
            cancellationToken);

    /// <summary>
    /// Something went wrong. A trigger with a key may come again and then has its one outcome; without a key this was it. An
    /// audit log that cannot be reached hides nothing: the caller is told of the cause.
    /// </summary>
    public async Task FailedAsync(AuditHandle? handle, BriefingRun run, Exception cause)
    {
        if (handle is null || run.IdempotencyKey is not null || cause is AuditUnavailableException)
        {
            return;
        }

        try
        {
            await audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Error) { Detail = new JsonObject { ["failure"] = cause.GetType().Name } }, CancellationToken.None);
        }
        catch (AuditUnavailableException exception)
        {
            logger.RefusalUnrecorded(exception.Message);
        }
    }

    /// <summary>
    /// The scan found no policy to ask. A trigger with a key may come again and then has its one outcome, so this attempt is
    /// recorded as a refusal of its own; without a key this was the outcome.
    /// </summary>
    public Task StoppedAsync(AuditHandle handle, Caller caller, BriefingRun run, CancellationToken cancellationToken) =>
        run.IdempotencyKey is null
            ? audit.OutcomeAsync(handle, new AuditResult(AuditOutcome.Denied), cancellationToken)
            : RefusedAsync(caller, NoPolicy, cancellationToken);

    /// <summary>
    /// A refusal by policy must be on record before it is answered. When no policy could be consulted nothing happens in any
    /// case, so then a silent audit log does not change the answer.
    /// </summary>
    public async Task RefusedAsync(Caller caller, PolicyDecision decision, CancellationToken cancellationToken)
    {
        try
        {
            var handle = await audit.IntentAsync(Intent(caller, decision, null), cancellationToken);
            var outcome = decision.Result == PolicyResult.RequireApproval ? AuditOutcome.PendingApproval : AuditOutcome.Denied;
            await audit.OutcomeAsync(handle, new AuditResult(outcome), cancellationToken);
        }
        catch (AuditUnavailableException exception) when (decision.PolicyApplied == IPolicyEnforcement.EngineUnavailable)
        {
            // Both are gone; the caller is told about the policy, which is what has to come back first.
            logger.RefusalUnrecorded(exception.Message);
        }
    }

    private static AuditIntent Intent(Caller caller, PolicyDecision decision, string? key) =>
        new(AuditActionType.ToolInvocation, BriefingActions.Generate, caller.TenantId, caller.UserId, decision, Classification.Internal, key)
        {
            OrgUnit = caller.OrgUnit,
            TeamId = caller.TeamId,
        };
}
