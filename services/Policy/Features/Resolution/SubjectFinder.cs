using OpenClaw.Policy.Features.Policies;
using OpenClaw.ServiceDefaults.Http;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Features.Resolution;

/// <summary>
/// For whom something is asked: the caller, or somebody whose policies the caller may write. Anybody else does not exist for
/// them, and neither does another tenant.
/// </summary>
internal static class SubjectFinder
{
    public static async Task<(Caller? Subject, Failure? Failure)> FindAsync(
        Caller caller, string? tenantId, string? userId, IPolicyStore store, CancellationToken cancellationToken)
    {
        if (tenantId is { Length: > 0 } && tenantId != caller.TenantId)
        {
            return (null, Failure.NotFound("tenant"));
        }

        if (string.IsNullOrEmpty(userId) || userId == caller.UserId)
        {
            return (caller, null);
        }

        var known = await store.ReadAsync(caller.TenantId, unit => unit.MembershipAsync(userId), cancellationToken);
        var slot = new PolicySlot(PolicyScope.User, userId, known?.OrgId ?? "", known?.TeamId ?? "", "actions");
        return known is null || !PolicyAccess.CanWrite(caller, slot)
            ? (null, Failure.NotFound("user"))
            : (new Caller(caller.TenantId, userId, [Roles.User], Known(known.OrgId), Known(known.TeamId), null), null);
    }

    private static string? Known(string id) => id.Length > 0 ? id : null;
}
