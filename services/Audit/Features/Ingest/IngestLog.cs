namespace OpenClaw.Audit.Features.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "A commit of {Count} entries failed; nothing of it was acknowledged")]
    public static partial void CommitFailed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Event {EventId} holds invalid entries, which go to the dead letters: {Errors}")]
    public static partial void EventInvalid(this ILogger logger, string eventId, string errors);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "Partitions cannot be made ahead now: {Reason}")]
    public static partial void PartitionsNotMade(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "Partition of {Month} was made")]
    public static partial void PartitionMade(this ILogger logger, DateOnly month);
}
