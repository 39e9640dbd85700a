using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>
/// An erasure's own entries. They name the person by the pseudonym that is about to lose its meaning; any other name would
/// put the person back into the log that forgets them.
/// </summary>
internal sealed class ErasureAudit(IAuditRecorder recorder)
{
    private const string Action = "user_data_erase";

    /// <summary>Also answers the intent that another process recorded: its id follows from the erasure's.</summary>
    public Task<AuditHandle> IntentAsync(Erasure erasure, ErasurePerson person, CancellationToken cancellationToken) => recorder.IntentAsync(
        new AuditIntent(
            AuditActionType.DataErasure,
            Action,
            erasure.TenantId,
            erasure.Pseudonym,
            new PolicyDecision(PolicyResult.Allow, "system", "", "Persons may have their data erased, and administrators may do it for them."),
            Classification.Restricted,
            OperationKey: $"erasure|{erasure.Id:N}")
        {
            ActorUserId = person.Actor,
            OccurredAt = erasure.RequestedAt,
            Detail = new JsonObject { ["erasure"] = erasure.Id, ["reason"] = person.Reason },
        },
        cancellationToken);

    public Task OutcomeAsync(AuditHandle handle, AuditOutcome outcome, JsonObject counts, CancellationToken cancellationToken) =>
        recorder.OutcomeAsync(handle, new AuditResult(outcome) { Detail = new JsonObject { ["deleted"] = counts } }, cancellationToken);
}
