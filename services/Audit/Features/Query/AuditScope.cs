using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Features.Query;

/// <summary>
/// Whose entries a caller may see (spec/audit.md 8): always one's own; a team lead the team's, an org administrator the
/// organisation's and everything below it, an enterprise administrator or auditor the tenant's. Roles add up. A lead
/// without a team and an administrator without an organisation see their own, never everything.
/// </summary>
internal sealed record AuditScope(string TenantId, string UserId, bool IsTenantWide, string? OrgUnit, string? TeamId)
{
    public static AuditScope Of(Caller caller) => new(
        caller.TenantId,
        caller.UserId,
        caller.IsInRole(Roles.EnterpriseAdmin) || caller.IsInRole(Roles.Auditor),
        caller.IsInRole(Roles.OrgAdmin) && !string.IsNullOrEmpty(caller.OrgUnit) ? caller.OrgUnit : null,
        caller.IsInRole(Roles.TeamLead) && !string.IsNullOrEmpty(caller.TeamId) ? caller.TeamId : null);
}
