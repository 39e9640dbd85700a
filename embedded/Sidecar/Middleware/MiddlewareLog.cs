namespace OpenClaw.Sidecar.Middleware;

internal static partial class MiddlewareLog
{
    [LoggerMessage(EventId = 7901, Level = LogLevel.Warning, Message = "The pipeline names {Name} ({Type}), which is no loaded middleware; it is skipped")]
    public static partial void MiddlewareMissing(this ILogger logger, string name, string type);
}
