namespace OpenClaw.Gateway.Features.RateLimits;

internal static partial class RateLimitLog
{
    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "The counters of rate limits cannot be reached, this replica enforces its share: {Reason}")]
    public static partial void CountersUnreachable(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "{Method} {Path} was refused by the limit {Policy}")]
    public static partial void LimitReached(this ILogger logger, string method, string path, string policy);
}
