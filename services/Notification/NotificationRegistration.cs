using OpenClaw.Notification.Features.Alarms;
using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.Notification.Infrastructure;
using OpenClaw.ServiceDefaults.UserData;

namespace OpenClaw.Notification;

internal static class NotificationRegistration
{
    public static void AddNotificationService(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IInboxStore, DaprInboxStore>();
        builder.Services.AddSingleton<IUserData, InboxUserData>();
        builder.Services.AddSingleton<IChatChannel, WebhookChatChannel>();
        builder.Services.AddScoped<DeliveryGate>();
        builder.Services.AddScoped<BriefingReadyConsumer>();
        builder.Services.AddSingleton<AlarmInbox>();
        builder.Services.AddScoped<AuditAlarmConsumer>();
    }
}
