using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features;

/// <summary>Evidence of administrative acts: the intent is durable before the change, the outcome says what became of it.</summary>
internal sealed class AdministrationAudit(IAuditRecorder recorder)
{
    private const string NoPolicy = "system";

    /// <param name="tenantId">The tenant that the act concerns; its log holds the entry.</param>
    public Task<T> RecordAsync<T>(
        Caller actor, string tenantId, string action, JsonObject detail, Func<Task<T>> effect, Func<T, bool> succeeded, CancellationToken cancellationToken)
    {
        var intent = new AuditIntent(
            AuditActionType.AdminChange,
            action,
            tenantId,
            actor.UserId,
            new PolicyDecision(PolicyResult.Allow, NoPolicy, NoPolicy, "Allowed by the actor's role."),
            Classification.Internal)
        {
            OrgUnit = actor.OrgUnit,
            TeamId = actor.TeamId,
            Detail = detail,
        };
        return recorder.RunAsync(intent, effect, result => new AuditResult(succeeded(result) ? AuditOutcome.Success : AuditOutcome.Error), cancellationToken);
    }
}
