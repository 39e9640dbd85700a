namespace OpenClaw.Gateway.Features.Live;

internal static partial class LiveLog
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "Withdrawn sessions cannot be looked up for open sockets: {Reason}")]
    public static partial void WatchInterrupted(this ILogger logger, string reason);
}
