using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Http;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>Tells the rest of the system. The log and the metric tell it too, so a broker that is down keeps nothing quiet.</summary>
internal sealed class AuditAlarms(IEventPublisher events, TimeProvider time, ILogger<AuditAlarms> logger)
{
    /// <returns>Whether the broker has taken it.</returns>
    public async Task<bool> RaiseAsync(AuditAlarmKind kind, string tenantId, string detail, long? firstBad, CancellationToken cancellationToken, DateTimeOffset? since = null, string? teamId = null)
    {
        var now = time.GetUtcNow();
        var alarm = new AuditAlarmRaised(Guid.CreateVersion7(now).ToString(), tenantId, RequestContext.RequestId, now, kind, detail, firstBad, since, teamId);
        try
        {
            await events.PublishAsync(Topics.AuditAlarm, alarm, cancellationToken);
            return true;
        }
        catch (EventNotPublishedException exception)
        {
            logger.AlarmNotPublished(kind.ToString(), exception.Message);
            return false;
        }
    }
}
