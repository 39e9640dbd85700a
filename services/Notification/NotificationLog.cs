namespace OpenClaw.Notification;

internal static partial class NotificationLog
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Briefing {BriefingId} is in its owner's inbox as {NotificationId}")]
    public static partial void InboxDelivered(this ILogger logger, Guid briefingId, Guid notificationId);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Delivery of event {EventId} is tried again: {Reason}")]
    public static partial void DeliveryWaits(this ILogger logger, string eventId, string reason);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error, Message = "The chat system rejects the message for briefing {BriefingId}; check the webhook")]
    public static partial void ChatRejected(this ILogger logger, Guid briefingId);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Warning, Message = "Event {EventId} names no briefing and goes to the dead letters")]
    public static partial void EventUnusable(this ILogger logger, string eventId);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Warning, Message = "Audit alarm {EventId} is in the inbox of those who look after the log: {Detail}")]
    public static partial void AlarmDelivered(this ILogger logger, string eventId, string detail);

    [LoggerMessage(EventId = 6006, Level = LogLevel.Error, Message = "The chat system rejects audit alarm {EventId}; check the webhook")]
    public static partial void AlarmRejected(this ILogger logger, string eventId);
}
