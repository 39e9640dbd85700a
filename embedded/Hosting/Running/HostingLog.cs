using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

internal static partial class HostingLog
{
    [LoggerMessage(EventId = 8001, Level = LogLevel.Debug, Message = "Resource {Resource} is no longer supervised")]
    public static partial void ResourceStopped(this ILogger logger, string resource);

    [LoggerMessage(EventId = 8002, Level = LogLevel.Warning, Message = "Resource {Resource} ended with exit code {ExitCode}; starting it again")]
    public static partial void ResourceRestarting(this ILogger logger, string resource, int exitCode);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Error, Message = "Resource {Resource} failed to start: {Reason}")]
    public static partial void ResourceFailed(this ILogger logger, string resource, string reason);
}
