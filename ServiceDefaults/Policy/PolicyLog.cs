using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Policy;

internal static partial class PolicyLog
{
    [LoggerMessage(EventId = 60, Level = LogLevel.Information, Message = "Policy bundle {Version} governs from now on")]
    public static partial void BundleLoaded(this ILogger logger, string version);

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "The policy bundle cannot be confirmed: {Reason}")]
    public static partial void BundleUnconfirmed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 62, Level = LogLevel.Error, Message = "Policy bundle {Version} is refused, the last good one stays: {Reason}")]
    public static partial void BundleRefused(this ILogger logger, string version, string reason);

    [LoggerMessage(EventId = 63, Level = LogLevel.Error, Message = "The rules failed on action {Action}, which is denied: {Reason}")]
    public static partial void DecisionFailed(this ILogger logger, string action, string reason);

    [LoggerMessage(EventId = 64, Level = LogLevel.Debug, Message = "The bundle is about to be confirmed anyway")]
    public static partial void AlreadyAwake(this ILogger logger);

    [LoggerMessage(EventId = 65, Level = LogLevel.Warning, Message = "The rules of bundle {Version} fail on an action that concerns nobody: {Reason}")]
    public static partial void TrialFailed(this ILogger logger, string version, string reason);
}
