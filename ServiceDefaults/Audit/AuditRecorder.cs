using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>Builds the pair of entries of an action and waits until each is durable.</summary>
internal sealed class AuditRecorder(AuditQueue queue, AppIdentity app, AuditRedaction redaction, TimeProvider time, ILogger<AuditRecorder> logger) : IAuditRecorder
{
    public async Task<AuditHandle> IntentAsync(AuditIntent intent, CancellationToken cancellationToken)
    {
        var entry = EntryOf(intent);
        await queue.AppendAsync([entry], cancellationToken);
        return new AuditHandle(entry, intent.OperationKey);
    }

    public async Task OutcomeAsync(AuditHandle handle, AuditResult result, CancellationToken cancellationToken)
    {
        // The effect has happened, so its outcome is recorded even when the caller has gone; the deadline bounds the wait.
        try
        {
            await queue.AppendAsync([EntryOf(handle, result)], CancellationToken.None);
        }
        catch (AuditUnavailableException)
        {
            logger.OutcomeLost(handle.Intent.Action, handle.Intent.Id);
            throw;
        }
    }

    public Task RecordAsync(AuditIntent intent, AuditResult result, CancellationToken cancellationToken)
    {
        var entry = EntryOf(intent);
        return queue.AppendAsync([entry, EntryOf(new AuditHandle(entry, intent.OperationKey), result)], cancellationToken);
    }

    private AuditEntry EntryOf(AuditIntent intent)
    {
        var timestamp = intent.OccurredAt ?? time.GetUtcNow();
        return new AuditEntry
        {
            Id = intent.OperationKey is null
                ? AuditIds.New(timestamp, AuditPhase.Intent)
                : AuditIds.Derive(app.Id, intent),
            TenantId = intent.TenantId,
            UserId = intent.UserId,
            ActorUserId = intent.ActorUserId ?? intent.UserId,
            SourceService = app.Id,
            Timestamp = timestamp,
            ActionType = intent.ActionType,
            Action = intent.Action,
            Phase = AuditPhase.Intent,
            ActionDetail = redaction.Clean(intent.Detail),
            DataAccessed = AuditRedaction.CleanSources(intent.DataAccessed),
            DataClassification = intent.DataClassification,
            PolicyApplied = intent.Decision.PolicyApplied,
            PolicyVersion = intent.Decision.PolicyVersion is { Length: > 0 } version ? version : null,
            PolicyResult = intent.Decision.Result,
            PolicyReason = redaction.Clean(intent.Decision.Reason),
            Outcome = AuditOutcome.Pending,
            RequestId = RequestContext.RequestId,
            TraceId = Activity.Current?.TraceId.ToHexString(),
            OrgUnit = intent.OrgUnit,
            TeamId = intent.TeamId,
        };
    }

    private AuditEntry EntryOf(AuditHandle handle, AuditResult result)
    {
        var intent = handle.Intent;
        var isRepeatable = handle.OperationKey is not null;

        // A repeatable operation's time is the event's, equal in every repetition; else the outcome has its own time.
        var timestamp = isRepeatable ? intent.Timestamp : time.GetUtcNow();
        return intent with
        {
            Id = isRepeatable ? AuditIds.OutcomeOf(intent.Id) : AuditIds.New(timestamp, AuditPhase.Outcome),
            Timestamp = timestamp,
            Phase = AuditPhase.Outcome,
            IntentId = intent.Id,
            ActionDetail = redaction.Clean(result.Detail),
            DataAccessed = AuditRedaction.CleanSources(result.DataAccessed),
            DataClassification = result.DataClassification ?? intent.DataClassification,
            Outcome = result.Outcome,
        };
    }
}
