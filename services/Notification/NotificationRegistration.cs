using OpenClaw.Notification.Features.Delivery;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.Notification.Infrastructure;

namespace OpenClaw.Notification;

internal static class NotificationRegistration
{
    public static void AddNotificationService(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IInboxStore, DaprInboxStore>();
        builder.Services.AddSingleton<IChatChannel, WebhookChatChannel>();
        builder.Services.AddScoped<DeliveryGate>();
        builder.Services.AddScoped<BriefingReadyConsumer>();
    }
}
