using System.Collections.Concurrent;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Connector.Tests.Support;

/// <summary>Keeps what was recorded and can fail before or after it did.</summary>
internal sealed class RecordingAudit(FaultPlan faults) : IAuditRecorder
{
    public ConcurrentQueue<(AuditIntent Intent, string RequestId)> Intents { get; } = [];

    public ConcurrentQueue<(string? Key, AuditResult Result)> Outcomes { get; } = [];

    public Task<AuditHandle> IntentAsync(AuditIntent intent, CancellationToken cancellationToken)
    {
        faults.Before("intent", () => new AuditUnavailableException());
        Intents.Enqueue((intent, RequestContext.RequestId));
        faults.After("intent", () => new AuditUnavailableException());
        return Task.FromResult(new AuditHandle(EntryOf(intent), intent.OperationKey));
    }

    public Task OutcomeAsync(AuditHandle handle, AuditResult result, CancellationToken cancellationToken)
    {
        faults.Before("outcome", () => new AuditUnavailableException());
        Outcomes.Enqueue((handle.OperationKey, result));
        faults.After("outcome", () => new AuditUnavailableException());
        return Task.CompletedTask;
    }

    private static AuditEntry EntryOf(AuditIntent intent) => new()
    {
        Id = Guid.CreateVersion7(),
        TenantId = intent.TenantId,
        UserId = intent.UserId,
        ActorUserId = intent.ActorUserId ?? intent.UserId,
        SourceService = AppIds.Connector,
        Timestamp = intent.OccurredAt ?? DateTimeOffset.UnixEpoch,
        ActionType = intent.ActionType,
        Action = intent.Action,
        Phase = AuditPhase.Intent,
        DataClassification = intent.DataClassification,
        PolicyApplied = intent.Decision.PolicyApplied,
        PolicyResult = intent.Decision.Result,
        Outcome = AuditOutcome.Pending,
        RequestId = RequestContext.RequestId,
    };
}
