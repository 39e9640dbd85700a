using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Notification.Features.Alarms;

/// <summary>
/// Alarms about a company's audit log, for whoever may verify it or leads the team concerned. Nobody here knows who that is, so an alarm waits in an inbox
/// of nobody's, and everybody it concerns takes a copy when they look: what one of them has read is still new to the others, and what
/// was counted up since is new again.
/// </summary>
internal sealed class AlarmInbox(IInboxStore inbox)
{
    /// <summary>No person has an empty name.</summary>
    public static InboxOwner Of(string tenantId) => new(tenantId, "");

    /// <summary>No tenant's id has a slash.</summary>
    public static InboxOwner Of(string tenantId, string teamId) => new($"{tenantId}/{teamId}", "");

    public async Task TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (PermissionTable.ReachOf(caller, Permissions.AuditVerify) == Reach.Tenant)
        {
            await TakeAsync(Of(caller.TenantId), caller, cancellationToken);
        }

        if (caller.IsInRole(Roles.TeamLead) && caller.TeamId is { Length: > 0 } team)
        {
            await TakeAsync(Of(caller.TenantId, team), caller, cancellationToken);
        }

        if (caller.IsInRole(Roles.Operator))
        {
            await TakeAsync(Of(AuditAlarmRaised.AllTenants), caller, cancellationToken);
        }
    }

    private async Task TakeAsync(InboxOwner alarms, Caller caller, CancellationToken cancellationToken)
    {
        var own = new InboxOwner(caller.TenantId, caller.UserId);
        var known = (await inbox.LoadAsync(own, cancellationToken)).ToDictionary(entry => entry.Id, entry => entry.CreatedAt);
        foreach (var alarm in (await inbox.LoadAsync(alarms, cancellationToken)).Where(alarm => !known.TryGetValue(alarm.Id, out var at) || at < alarm.CreatedAt))
        {
            await inbox.AddAsync(own, alarm, cancellationToken);
        }
    }
}
