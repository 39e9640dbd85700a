namespace OpenClaw.Sidecar.State;

internal static partial class StateLog
{
    [LoggerMessage(EventId = 7401, Level = LogLevel.Warning, Message = "Expired state was not cleaned up this time: {Reason}")]
    public static partial void CleanUpFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7402, Level = LogLevel.Warning, Message = "The outbox of state store {Store} does not work: pub/sub {PubSub} is not loaded")]
    public static partial void OutboxWithoutPubSub(this ILogger logger, string store, string pubSub);

    [LoggerMessage(EventId = 7403, Level = LogLevel.Error, Message = "An outbox event for topic {Topic} is {Fate}: the state of its transaction never came")]
    public static partial void OutboxStateMissing(this ILogger logger, string topic, string fate);
}
