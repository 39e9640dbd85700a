namespace OpenClaw.Audit.Features.Anchors;

internal static partial class AnchorLog
{
    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "Anchor {Anchor} fails and will be tried again: {Reason}")]
    public static partial void AnchorFails(this ILogger logger, string anchor, string reason);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Information, Message = "Anchor {Anchor} works again")]
    public static partial void AnchorWorks(this ILogger logger, string anchor);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Warning, Message = "The anchors wait for the database: {Reason}")]
    public static partial void AnchoringWaits(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3033, Level = LogLevel.Warning, Message = "The alarm {Kind} could not be published: {Reason}")]
    public static partial void AlarmNotPublished(this ILogger logger, string kind, string reason);
}
