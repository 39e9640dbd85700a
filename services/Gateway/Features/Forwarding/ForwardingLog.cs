namespace OpenClaw.Gateway.Features.Forwarding;

internal static partial class ForwardingLog
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "{AppId} cannot be reached for {Path}: the sidecar answered {Status} {Code}")]
    public static partial void TargetUnreachable(this ILogger logger, string appId, string path, int status, string? code);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "{AppId} does not accept our internal token on {Path}")]
    public static partial void InternalTokenRefused(this ILogger logger, string appId, string path);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Warning, Message = "The signing key of internal tokens cannot be read yet: {Reason}")]
    public static partial void SigningKeyNotYetReadable(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "The policy service is told later where people belong: {Reason}")]
    public static partial void PlacesWait(this ILogger logger, string reason);
}
