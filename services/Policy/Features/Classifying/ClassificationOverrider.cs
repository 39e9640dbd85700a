using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Audit;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Classifying;

/// <summary>The third layer: an administrator says what is so, in any direction, and why; on record before it holds.</summary>
internal sealed class ClassificationOverrider(IClassificationStore items, IAuditRecorder audit, TimeProvider time)
{
    public async Task<(ClassificationOverridden? Done, Failure? Failure)> OverrideAsync(
        string itemId, OverrideClassification request, Caller caller, CancellationToken cancellationToken)
    {
        if (!Ladders.Levels.Contains(request.Classification ?? ""))
        {
            return (null, PolicyFailures.Bad(new PolicyFault("classification", $"must be one of {string.Join(", ", Ladders.Levels)}")));
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return (null, PolicyFailures.Missing("reason"));
        }

        var known = await items.FindAsync(caller.TenantId, itemId, cancellationToken);
        if (!MayOverride(caller, known))
        {
            return (null, caller.IsInRole(Roles.OrgAdmin) ? Failure.NotFound("item") : PolicyFailures.Forbidden());
        }

        var level = Enum.Parse<Classification>(request.Classification!, ignoreCase: true);
        var item = new ItemClassification(
            itemId, level, ClassificationSource.AdminOverride, known?.OriginalLevel ?? known?.Level, 1, known?.OrgId ?? caller.OrgUnit ?? "",
            caller.UserId, request.Reason, time.GetUtcNow(), (known?.RowVersion ?? 0) + 1);
        var isKept = await audit.RunAsync(
            Intent(itemId, request, caller, known, level),
            () => items.KeepAsync(caller.TenantId, item, caller.UserId, request.Reason, cancellationToken),
            kept => new AuditResult(kept ? AuditOutcome.Success : AuditOutcome.Error),
            cancellationToken);
        return isKept
            ? (new ClassificationOverridden(itemId, known?.Level, level, caller.UserId, item.AssessedAt, request.Reason), null)
            : (null, PolicyFailures.Conflict("Somebody else classified the item at the same moment. Look at it again."));
    }

    private static bool MayOverride(Caller caller, ItemClassification? known) =>
        caller.IsInRole(Roles.EnterpriseAdmin)
        || (caller.IsInRole(Roles.OrgAdmin) && caller.OrgUnit is { Length: > 0 } org && known?.OrgId == org);

    private static AuditIntent Intent(string itemId, OverrideClassification request, Caller caller, ItemClassification? known, Classification level) => new(
        AuditActionType.ClassificationChange,
        "classification_override",
        caller.TenantId,
        caller.UserId,
        new PolicyDecision(PolicyResult.Allow, "system", "", "The role permits it."),
        level)
    {
        Detail = new JsonObject
        {
            ["itemId"] = itemId,
            ["before"] = known is null ? null : Words.Of(known.Level),
            ["after"] = Words.Of(level),
            ["reason"] = request.Reason,
        },
        OrgUnit = caller.OrgUnit,
        TeamId = caller.TeamId,
    };
}
