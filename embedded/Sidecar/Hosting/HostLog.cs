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

    [LoggerMessage(EventId = 7006, Level = LogLevel.Information, Message = "HTTP API called: {Method} {Path} by {UserAgent}")]
    public static partial void ApiCalled(this ILogger logger, string method, string path, string userAgent);

    [LoggerMessage(EventId = 7007, Level = LogLevel.Information, Message = "Stopping waits for up to {Limit} or until the app is unhealthy")]
    public static partial void ShutdownBlocked(this ILogger logger, TimeSpan limit);

    [LoggerMessage(EventId = 7008, Level = LogLevel.Information, Message = "Resource files changed: {Count} resources are exchanged")]
    public static partial void ResourcesChanged(this ILogger logger, int count);

    [LoggerMessage(EventId = 7009, Level = LogLevel.Information, Message = "{What} changed; the runtime starts anew")]
    public static partial void RuntimeRestarts(this ILogger logger, string what);

    [LoggerMessage(EventId = 7010, Level = LogLevel.Error, Message = "Changed resource files are not used: {Reason}")]
    public static partial void ReloadFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 7011, Level = LogLevel.Error, Message = "The actor state store {Name} cannot be exchanged while the sidecar runs; the change waits for a restart")]
    public static partial void ActorStoreKept(this ILogger logger, string name);
}
