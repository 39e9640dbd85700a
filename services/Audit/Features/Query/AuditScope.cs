using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>
/// Whose entries a caller may see (spec/audit.md 8): always one's own; a team lead the team's, an org administrator the
/// organisation's and everything below it, an enterprise administrator or auditor the tenant's. Roles add up. A lead
/// without a team and an administrator without an organisation see their own, never everything.
/// </summary>
internal sealed record AuditScope(string TenantId, string UserId, bool IsTenantWide, string? OrgUnit, string? TeamId)
{
    /// <summary>Nobody else's entries.</summary>
    public bool IsOwnOnly => !IsTenantWide && OrgUnit is null && TeamId is null;

    /// <summary>How the log calls the people a question names, of those it knows.</summary>
    public IReadOnlyDictionary<string, string> Pseudonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>Services are in the log under their own name, people under a pseudonym; before there were pseudonyms, under their own.</summary>
    public string[] NamesOf(string userId) => Pseudonyms.TryGetValue(userId, out var pseudonym) ? [pseudonym, userId] : [userId];

    /// <summary>Whether an entry as the log holds it lies in the scope: what the database is asked, for what is not in it.</summary>
    public bool Reaches(AuditEntry entry) =>
        IsTenantWide
        || NamesOf(UserId).Contains(entry.UserId)
        || (TeamId is not null && entry.TeamId == TeamId)
        || (OrgUnit is not null && (entry.OrgUnit == OrgUnit || entry.OrgUnit?.StartsWith(OrgUnit + "/", StringComparison.Ordinal) == true));

    public static AuditScope Of(Caller caller, string permission = Permissions.AuditRead)
    {
        // An administrator who is also a lead sees both: roles add up, so the team is asked for by role.
        var reach = caller.ReachOf(permission);
        return new AuditScope(
            caller.TenantId,
            caller.UserId,
            reach == Reach.Tenant,
            reach == Reach.Org ? caller.OrgUnit : null,
            reach == Reach.Team || (reach == Reach.Org && caller.IsInRole(Roles.TeamLead)) ? caller.TeamId : null);
    }
}
