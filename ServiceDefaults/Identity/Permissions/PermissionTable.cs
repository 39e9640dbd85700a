using static OpenClaw.ServiceDefaults.Identity.Reach;

namespace OpenClaw.ServiceDefaults.Identity;

/// <summary>
/// The permission matrix of spec/auth.md 5 as data: the one place that says who may do what. Everybody is at least a user,
/// so a column holds what its role adds. Service accounts are no users; theirs is the most a key's scopes can choose from.
/// </summary>
public static class PermissionTable
{
    private static readonly string[] Columns =
        [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator, Roles.ServiceAccount];

    private static readonly Dictionary<string, Reach[]> Rows = new(StringComparer.Ordinal)
    {
        //                                       enterprise  org     team    user  auditor operator service
        //                                       admin       admin   lead                           account
        [Permissions.AssistantUse] = [Self, Self, Self, Self, None, None, Self],
        [Permissions.IdentityRead] = [Self, Self, Self, Self, None, None, Self],
        [Permissions.ApprovalsDecide] = [Self, Self, Self, Self, None, None, None],
        [Permissions.ExchangesRead] = [Self, Self, Self, Self, None, None, Self],
        [Permissions.SessionsOwn] = [Self, Self, Self, Self, None, None, None],
        [Permissions.PoliciesRead] = [Tenant, Org, Org, Org, Tenant, None, Org],
        [Permissions.PoliciesEvaluate] = [Self, Self, Self, Self, None, None, Self],
        [Permissions.PoliciesWrite] = [Tenant, Org, Team, Self, None, None, None],
        [Permissions.KillSwitch] = [Tenant, Org, None, None, None, None, None],
        [Permissions.ClassificationOverride] = [Tenant, Org, None, None, None, None, None],
        [Permissions.AuditRead] = [Tenant, Org, Team, Self, Tenant, None, Self],
        [Permissions.AuditExport] = [Tenant, Org, None, None, Tenant, None, None],
        [Permissions.AuditVerify] = [Tenant, None, None, None, Tenant, None, None],
        [Permissions.AuditAcknowledge] = [None, None, None, None, Tenant, None, None],
        [Permissions.UserData] = [Tenant, Self, Self, Self, None, None, None],
        [Permissions.ConnectorsRead] = [Tenant, Tenant, Tenant, None, None, Tenant, None],
        [Permissions.ConnectorsManage] = [Tenant, Org, None, None, None, None, None],
        [Permissions.StatusRead] = [Tenant, Tenant, Tenant, None, None, Tenant, None],
        [Permissions.MetricsRead] = [Tenant, Org, None, None, None, Tenant, None],
        [Permissions.TenantsManage] = [Tenant, None, None, None, None, None, None],
        [Permissions.AccountsManage] = [Tenant, None, None, None, None, None, None],
        [Permissions.MembersManage] = [Tenant, Org, None, None, None, None, None],
        [Permissions.SessionsManage] = [Tenant, Org, None, None, None, None, None],
    };

    public static IReadOnlyList<string> Names { get; } = [.. Rows.Keys];

    /// <summary>The built-in roles, which every custom role inherits from one of.</summary>
    public static IReadOnlyList<string> BuiltInRoles => Columns;

    /// <summary>What the table grants a role; other roles grant nothing.</summary>
    public static Reach Of(string role, string permission)
    {
        var column = Array.IndexOf(Columns, role);
        return column < 0 ? None : Row(permission)[column];
    }

    /// <summary>
    /// How far the caller's roles together reach. A team lead without a team and an organisation's administrator without an
    /// organisation reach their own only; a service account nothing its key was not given.
    /// </summary>
    public static Reach ReachOf(Caller caller, string permission)
    {
        var row = Row(permission);
        if (caller.IsInRole(Roles.ServiceAccount))
        {
            return caller.Scopes?.Contains(permission, StringComparer.Ordinal) == true ? Narrow(row[Array.IndexOf(Columns, Roles.ServiceAccount)], caller) : None;
        }

        return caller.Roles.Append(Roles.User).Select(role => Array.IndexOf(Columns, role)).Where(column => column >= 0)
            .Max(column => Narrow(row[column], caller));
    }

    private static Reach Narrow(Reach granted, Caller caller) => granted switch
    {
        Org when string.IsNullOrEmpty(caller.OrgUnit) => Self,
        Team when string.IsNullOrEmpty(caller.TeamId) => Self,
        _ => granted,
    };

    private static Reach[] Row(string permission) =>
        Rows.TryGetValue(permission, out var row) ? row : throw new ArgumentException($"There is no permission '{permission}'.", nameof(permission));
}
