using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

/// <summary>What a kill switch covers. Both sides of an exchange between assistants count: neither goes on without the other.</summary>
internal static class StopRules
{
    private static readonly string[] Orgs = ["source_org", "target_org"];
    private static readonly string[] Teams = ["source_team", "target_team"];
    private static readonly string[] Users = ["source_user", "target_user"];
    private static readonly string[] Agents = ["agent", "agent_id", "source_agent", "target_agent"];
    private static readonly string[] Connectors = ["connector", "connector_id", "connectorId"];

    /// <summary>Connector by the first word of an action (spec/policy.md 4.3).</summary>
    private static readonly Dictionary<string, string> ConnectorOfPrefix = new(StringComparer.Ordinal)
    {
        ["email"] = "gmail",
        ["calendar"] = "gcal",
        ["jira"] = "jira",
        ["github"] = "github",
        ["gdrive"] = "gdrive",
    };

    public static bool Covers(this ActiveStop stop, GovernedAction action) => stop.TenantId == action.TenantId && stop.Kind switch
    {
        KillSwitchKind.Enterprise => true,
        KillSwitchKind.Org => PermissionChecks.IsWithin(action.OrgUnit, stop.Target)
            || Facts(action, Orgs).Any(org => PermissionChecks.IsWithin(org, stop.Target)) || IsMember(stop, action),
        KillSwitchKind.Team => action.TeamId == stop.Target || Facts(action, Teams).Contains(stop.Target) || IsMember(stop, action),
        KillSwitchKind.User => action.UserId == stop.Target || Facts(action, Users).Contains(stop.Target),
        KillSwitchKind.Agent => action.UserId == stop.Target || Facts(action, Agents).Contains(stop.Target),
        KillSwitchKind.Connector => IsConnector(stop.Target, action),

        // A kind that this version does not know stops everything of its tenant rather than nothing.
        _ => true,
    };

    private static bool IsMember(ActiveStop stop, GovernedAction action) =>
        stop.Members.Contains(action.UserId, StringComparer.Ordinal)
        || Facts(action, Users).Any(user => stop.Members.Contains(user, StringComparer.Ordinal));

    private static bool IsConnector(string connector, GovernedAction action) =>
        Facts(action, Connectors).Contains(connector)
        || (ConnectorOfPrefix.TryGetValue(action.Action.Split('_', 2)[0], out var type) && type == connector)
        || (action.TargetSystem is { } target && (target == connector || target.StartsWith(connector + ":", StringComparison.Ordinal)));

    private static IEnumerable<string> Facts(GovernedAction action, string[] names)
    {
        foreach (var name in names)
        {
            if (action.Additional?[name] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue<string>(out var text))
            {
                yield return text;
            }
        }
    }
}
