using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.ServiceDefaults.Audit;

/// <summary>An action about to happen, for the audit log.</summary>
/// <param name="Action">Operation name, such as <c>github_issue_read</c> or <c>briefing_generate</c>.</param>
/// <param name="OperationKey">
/// Identity of this very operation across retries (a delivery id with a step, an idempotency key with a step). Entry ids
/// are derived from it, so work that is repeated after a crash leaves one pair of entries. Null means: never repeated.
/// </param>
public sealed record AuditIntent(
    AuditActionType ActionType,
    string Action,
    string TenantId,
    string UserId,
    PolicyDecision Decision,
    Classification DataClassification,
    string? OperationKey = null)
{
    /// <summary>Who acts; the person acted for unless a service acts by itself.</summary>
    public string? ActorUserId { get; init; }

    /// <summary>Time of the operation when it must be equal across retries (the event's time); else now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
    public JsonObject Detail { get; init; } = [];
    public IReadOnlyList<DataAccess> DataAccessed { get; init; } = [];
    public string? OrgUnit { get; init; }
    public string? TeamId { get; init; }
}

/// <summary>What became of an intended action.</summary>
public sealed record AuditResult(AuditOutcome Outcome)
{
    public JsonObject Detail { get; init; } = [];
    public IReadOnlyList<DataAccess> DataAccessed { get; init; } = [];

    /// <summary>Highest level really involved; null keeps the intent's.</summary>
    public Classification? DataClassification { get; init; }
}

/// <summary>
/// Records what is about to happen and what became of it. <see cref="IntentAsync"/> returns only after the entry is
/// durable (audit service, else the durable topic); when neither acknowledges it throws
/// <see cref="AuditUnavailableException"/> and the caller must not act.
/// An attempt that failed for a passing reason and will be repeated under the same operation key records no outcome:
/// the repetition does.
/// </summary>
public interface IAuditRecorder
{
    Task<AuditHandle> IntentAsync(AuditIntent intent, CancellationToken cancellationToken);

    Task OutcomeAsync(AuditHandle handle, AuditResult result, CancellationToken cancellationToken);

    /// <summary>
    /// Both entries of an action whose whole effect is its answer, such as a decision for somebody else. Nothing lies between
    /// them, so they travel together and the caller waits once; it must not answer when this throws.
    /// </summary>
    async Task RecordAsync(AuditIntent intent, AuditResult result, CancellationToken cancellationToken) =>
        await OutcomeAsync(await IntentAsync(intent, cancellationToken), result, cancellationToken);
}

/// <summary>An intent that is durable and waits for its outcome.</summary>
public sealed record AuditHandle(AuditEntry Intent, string? OperationKey);

/// <summary>Neither the audit service nor the durable topic took the entry: refuse the action with 503.</summary>
public class AuditUnavailableException : Exception
{
    public AuditUnavailableException()
        : this("The audit log cannot be reached, so nothing was done.")
    {
    }

    public AuditUnavailableException(string message)
        : base(message)
    {
    }

    public AuditUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
