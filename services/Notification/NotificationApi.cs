using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Alarms;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Events;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Notification;

internal static class NotificationApi
{
    public static void MapNotificationApi(this WebApplication app)
    {
        app.MapGroup("/api/v1").RequirePermission(Permissions.AssistantUse).MapInbox();
        app.MapUserData();
        app.MapEvent<BriefingReady, BriefingReadyConsumer>("/events/briefing-ready");
        app.MapEvent<AuditAlarmRaised, AuditAlarmConsumer>("/events/audit-alarm");
    }
}
