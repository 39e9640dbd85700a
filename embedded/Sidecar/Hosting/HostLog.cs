namespace OpenClaw.Sidecar.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(EventId = 7001, Level = LogLevel.Information, Message = "Sidecar of {AppId}: API on port {HttpPort}, other sidecars on port {InternalPort}")]
    public static partial void SidecarStarted(this ILogger logger, string appId, int httpPort, int internalPort);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Warning, Message = "The app's start is not finished ({Reason}); trying again")]
    public static partial void AppStartFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7003, Level = LogLevel.Error, Message = "An API call to {Path} failed")]
    public static partial void ApiFailed(this ILogger logger, string path, Exception error);

    [LoggerMessage(EventId = 7004, Level = LogLevel.Information, Message = "The sidecar drains and stops")]
    public static partial void Draining(this ILogger logger);

    [LoggerMessage(EventId = 7005, Level = LogLevel.Warning, Message = "Queues are not prepared yet: {Reason}")]
    public static partial void PrepareFailed(this ILogger logger, string reason);
}
