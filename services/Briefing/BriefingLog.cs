namespace OpenClaw.Briefing;

internal static partial class BriefingLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Event {EventId} names no usable items and goes to the dead letters")]
    public static partial void ItemsUnusable(this ILogger logger, string eventId);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Event {EventId} waits because no policy could be consulted: {Reason}")]
    public static partial void DiscoveryWaits(this ILogger logger, string eventId, string reason);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Debug, Message = "Event {EventId} carried {Items} items for one person, {Changed} of them new")]
    public static partial void ItemsObserved(this ILogger logger, string eventId, int items, int changed);

    [LoggerMessage(EventId = 4010, Level = LogLevel.Information, Message = "Briefing {BriefingId} lists {Tasks} tasks, completeness {Completeness}, after {Milliseconds} ms")]
    public static partial void BriefingGenerated(this ILogger logger, Guid briefingId, int tasks, decimal completeness, long milliseconds);

    [LoggerMessage(EventId = 4011, Level = LogLevel.Warning, Message = "No briefing for slot {SlotKey}: {Reason}")]
    public static partial void BriefingNotGenerated(this ILogger logger, string slotKey, string reason);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Warning, Message = "Reading {Operation} ended as {Status}: {Reason}")]
    public static partial void SourceIncomplete(this ILogger logger, string operation, string status, string reason);

    [LoggerMessage(EventId = 4013, Level = LogLevel.Warning, Message = "A refusal for want of a policy could not be recorded: {Reason}")]
    public static partial void RefusalUnrecorded(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4014, Level = LogLevel.Warning, Message = "The run of slot {SlotKey} could not be given up; its lease ends by itself")]
    public static partial void RunNotAbandoned(this ILogger logger, Exception exception, string slotKey);

    [LoggerMessage(EventId = 4015, Level = LogLevel.Warning, Message = "What was done for the person lately could not be read: {Reason}")]
    public static partial void ActivityMissing(this ILogger logger, string reason);

    [LoggerMessage(EventId = 4020, Level = LogLevel.Warning, Message = "{Count} events of a desk wait to be published: {Reason}")]
    public static partial void OutboxWaits(this ILogger logger, int count, string reason);
}
