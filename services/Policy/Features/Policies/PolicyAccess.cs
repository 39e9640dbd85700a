using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>The permission matrix of spec/auth.md 5 for policies. Who may not even read a policy is not told that it exists.</summary>
internal static class PolicyAccess
{
    public static bool CanWrite(Caller caller, PolicySlot slot)
    {
        if (caller.IsInRole(Roles.EnterpriseAdmin))
        {
            return true;
        }

        var isOwnOrg = caller.OrgUnit is { Length: > 0 } org && org == (slot.Scope == PolicyScope.Org ? slot.ScopeId : slot.OrgId);
        var isOwnTeam = isOwnOrg && caller.TeamId is { Length: > 0 } team && team == (slot.Scope == PolicyScope.Team ? slot.ScopeId : slot.TeamId);
        return slot.Scope switch
        {
            PolicyScope.Enterprise => false,
            PolicyScope.Org => isOwnOrg && caller.IsInRole(Roles.OrgAdmin),
            PolicyScope.Team => (isOwnOrg && caller.IsInRole(Roles.OrgAdmin)) || (isOwnTeam && caller.IsInRole(Roles.TeamLead)),
            _ => slot.ScopeId == caller.UserId
                || (isOwnOrg && caller.IsInRole(Roles.OrgAdmin))
                || (isOwnTeam && caller.IsInRole(Roles.TeamLead)),
        };
    }

    public static bool CanRead(Caller caller, PolicySlot slot) => slot.Scope switch
    {
        PolicyScope.Enterprise => true,
        PolicyScope.Org when slot.ScopeId == caller.OrgUnit => true,
        PolicyScope.Team when slot.OrgId == caller.OrgUnit && slot.ScopeId == caller.TeamId => true,
        _ => CanWrite(caller, slot),
    };
}
