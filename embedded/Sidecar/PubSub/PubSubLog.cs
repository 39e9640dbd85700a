namespace OpenClaw.Sidecar.PubSub;

internal static partial class PubSubLog
{
    [LoggerMessage(EventId = 7501, Level = LogLevel.Information, Message = "Component {Component} is connected to its broker")]
    public static partial void BrokerConnected(this ILogger logger, string component);

    [LoggerMessage(EventId = 7502, Level = LogLevel.Warning, Message = "Component {Component} has no connection to its broker: {Reason}")]
    public static partial void BrokerAway(this ILogger logger, string component, string reason);

    [LoggerMessage(EventId = 7503, Level = LogLevel.Information, Message = "Subscribed to {Topic} of {Component}")]
    public static partial void Subscribed(this ILogger logger, string topic, string component);

    [LoggerMessage(EventId = 7504, Level = LogLevel.Warning, Message = "A message of {Topic} was not handled ({Reason}); requeue: {Requeue}")]
    public static partial void NotHandled(this ILogger logger, string topic, string reason, bool requeue);

    [LoggerMessage(EventId = 7505, Level = LogLevel.Warning, Message = "A message of {Topic} goes to the dead-letter topic {DeadLetterTopic}: {Reason}")]
    public static partial void DeadLettered(this ILogger logger, string topic, string deadLetterTopic, string reason);

    [LoggerMessage(EventId = 7506, Level = LogLevel.Warning, Message = "A message of {Topic} is dropped: {Reason}")]
    public static partial void Dropped(this ILogger logger, string topic, string reason);

    [LoggerMessage(EventId = 7507, Level = LogLevel.Warning, Message = "The subscription to {Topic} of {Component} is left out: {Reason}")]
    public static partial void SubscriptionSkipped(this ILogger logger, string topic, string component, string reason);

    [LoggerMessage(EventId = 7508, Level = LogLevel.Warning, Message = "GET /dapr/subscribe was answered with {Reason}")]
    public static partial void SubscribeAnswer(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7509, Level = LogLevel.Debug, Message = "Delivery of {Topic} failed and is tried again: {Reason}")]
    public static partial void DeliveryFailed(this ILogger logger, string topic, string reason);

    [LoggerMessage(EventId = 7510, Level = LogLevel.Warning, Message = "The subscription to {Topic} of {Component} could not be made yet; it is tried again")]
    public static partial void SubscriptionLate(this ILogger logger, string topic, string component);

    [LoggerMessage(EventId = 7511, Level = LogLevel.Warning, Message = "Stream {Topic} of {Component} cannot be read: {Reason}")]
    public static partial void StreamFailed(this ILogger logger, string topic, string component, string reason);

    [LoggerMessage(EventId = 7512, Level = LogLevel.Warning, Message = "The consumer group of stream {Topic} of {Component} is gone and is made again; the server may have lost data")]
    public static partial void GroupGone(this ILogger logger, string topic, string component);

    [LoggerMessage(EventId = 7513, Level = LogLevel.Warning, Message = "Entry {Entry} of {Topic} stays pending: {Reason}")]
    public static partial void EntryPending(this ILogger logger, string entry, string topic, string reason);
}
