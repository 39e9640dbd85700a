namespace OpenClaw.Sidecar.App;

internal static partial class AppLog
{
    [LoggerMessage(EventId = 7301, Level = LogLevel.Information, Message = "The app answers on port {Port}")]
    public static partial void AppFound(this ILogger logger, int? port);

    [LoggerMessage(EventId = 7302, Level = LogLevel.Information, Message = "The app is healthy: subscriptions, bindings and actors start")]
    public static partial void AppHealthy(this ILogger logger);

    [LoggerMessage(EventId = 7303, Level = LogLevel.Warning, Message = "The app is unhealthy: subscriptions, bindings and actors stop")]
    public static partial void AppUnhealthy(this ILogger logger);
}
