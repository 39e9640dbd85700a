namespace OpenClaw.Connector.Features.Webhooks;

internal static partial class WebhookLog
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Delivery {DeliveryId} ({EventName}) of connection {ConnectionId} was published as {EventId}")]
    public static partial void DeliveryAccepted(this ILogger logger, string deliveryId, string eventName, string connectionId, string eventId);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "A delivery was refused: no connection and secret fit its signature")]
    public static partial void DeliveryForged(this ILogger logger);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Debug, Message = "Delivery {DeliveryId} of connection {ConnectionId} was seen before")]
    public static partial void DeliveryRepeated(this ILogger logger, string deliveryId, string connectionId);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "Delivery {DeliveryId} ({EventName}) of connection {ConnectionId} cannot be read and was set aside: {Reason}")]
    public static partial void DeliveryUnreadable(this ILogger logger, string deliveryId, string eventName, string connectionId, string reason);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Warning, Message = "Delivery {DeliveryId} of connection {ConnectionId} was refused by policy {Policy}")]
    public static partial void DeliveryDenied(this ILogger logger, string deliveryId, string connectionId, string policy);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Warning, Message = "Delivery {DeliveryId} of connection {ConnectionId} was put off: {Reason}")]
    public static partial void DeliveryPutOff(this ILogger logger, string deliveryId, string connectionId, string reason);
}
