using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;

namespace OpenClaw.Audit.Features.Export;

/// <summary>What the policies say about an export: the decision at the highest level they allow, or the refusal at the lowest.</summary>
internal static class ExportCeiling
{
    /// <summary>Holds the words by which the domains audit (who) and data (what level) know that it concerns them.</summary>
    public const string Action = "audit_export_data_export";

    public static async Task<(PolicyDecision Decision, Classification Highest)> AskAsync(
        IPolicyEnforcement policies, Caller caller, ExportFormat format, CancellationToken cancellationToken)
    {
        var decision = (PolicyDecision?)null;
        foreach (var level in Enum.GetValues<Classification>().OrderDescending())
        {
            var action = new GovernedAction(Action, caller.TenantId, caller.UserId, level)
            {
                Roles = caller.Roles,
                OrgUnit = caller.OrgUnit,
                TeamId = caller.TeamId,
                Additional = new JsonObject { ["format"] = Words<ExportFormat>.Of(format) },
            };
            decision = await policies.DecideAsync(action, cancellationToken);
            if (decision.IsAllowed)
            {
                return (decision, level);
            }
        }

        return (decision!, Classification.Public);
    }
}
