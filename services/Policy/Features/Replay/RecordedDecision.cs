using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Policy.Features.Replay;

/// <summary>What an entry of the log says was asked; or why it cannot be asked again.</summary>
internal static class RecordedDecision
{
    private const string KillSwitch = "kill-switch:";

    /// <summary>What takes the place of what the log does not keep.</summary>
    private static readonly string[] Marks = ["[redacted]", "[content of ", "[erased]", "[too deep]"];

    public static (GovernedAction? Action, string? Skipped) Read(AuditEntry entry, PolicySlot slot)
    {
        if (!Concerns(entry, slot))
        {
            return (null, "not_concerned");
        }

        if (entry.PolicyApplied == IPolicyEnforcement.EngineUnavailable || entry.PolicyApplied.StartsWith(KillSwitch, StringComparison.Ordinal))
        {
            return (null, "decided_without_policies");
        }

        if (entry.ActionDetail["roles"] is not JsonArray roles || !entry.ActionDetail.ContainsKey("additional"))
        {
            return (null, "facts_not_recorded");
        }

        var additional = entry.ActionDetail["additional"] as JsonObject ?? [];
        return HasGaps(additional) || HasGaps(entry.ActionDetail["targetSystem"])
            ? (null, "facts_redacted")
            : (new GovernedAction(entry.Action, entry.TenantId, entry.UserId, entry.DataClassification)
            {
                Roles = [.. roles.Select(role => role?.ToString() ?? "")],
                OrgUnit = entry.OrgUnit,
                TeamId = entry.TeamId,
                TargetSystem = entry.ActionDetail["targetSystem"]?.ToString(),
                Additional = additional,
            }, null);
    }

    /// <summary>Nobody learns from a replay what people do whose policies they do not write.</summary>
    private static bool Concerns(AuditEntry entry, PolicySlot slot) => slot.Scope switch
    {
        PolicyScope.Enterprise => true,
        PolicyScope.Org => entry.OrgUnit == slot.ScopeId,
        PolicyScope.Team => entry.OrgUnit == slot.OrgId && entry.TeamId == slot.ScopeId,
        _ => entry.UserId == slot.ScopeId,
    };

    private static bool HasGaps(JsonNode? node) => node switch
    {
        JsonObject members => members.Any(member => HasGaps(member.Value)),
        JsonArray items => items.Any(HasGaps),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Marks.Any(mark => value.GetValue<string>().Contains(mark, StringComparison.Ordinal)),
        _ => false,
    };
}
