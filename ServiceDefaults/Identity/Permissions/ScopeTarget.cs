namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>What an act concerns inside the tenant; all empty means the whole tenant.</summary>
public sealed record ScopeTarget(string? OrgUnit = null, string? TeamId = null, string? UserId = null)
{
    public static ScopeTarget Tenant { get; } = new();
}

/// <summary>Whether a caller's permission covers something in particular.</summary>
public static class PermissionChecks
{
    public static Reach ReachOf(this Caller caller, string permission) => PermissionTable.ReachOf(caller, permission);

    public static bool May(this Caller caller, string permission) => PermissionTable.ReachOf(caller, permission) != Reach.None;

    /// <summary>Own things are always covered by any reach; wider ones only by what is known of the target.</summary>
    public static bool May(this Caller caller, string permission, ScopeTarget target)
    {
        var reach = PermissionTable.ReachOf(caller, permission);
        return reach == Reach.Tenant
            || (reach >= Reach.Org && IsWithin(target.OrgUnit, caller.OrgUnit))
            || (reach >= Reach.Team && target.TeamId is not null && target.TeamId == caller.TeamId
                && (target.OrgUnit is null || IsWithin(target.OrgUnit, caller.OrgUnit)))
            || (reach >= Reach.Self && target.UserId == caller.UserId);
    }

    /// <summary>Units are paths: <c>engineering/platform</c> lies within <c>engineering</c>, <c>engineering-tools</c> does not.</summary>
    public static bool IsWithin(string? unit, string? parent) =>
        !string.IsNullOrEmpty(unit) && !string.IsNullOrEmpty(parent)
        && (unit == parent || (unit.Length > parent.Length && unit[parent.Length] == '/' && unit.StartsWith(parent, StringComparison.Ordinal)));
}
