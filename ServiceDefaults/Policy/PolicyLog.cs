using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Policy;

internal static partial class PolicyLog
{
    [LoggerMessage(EventId = 60, Level = LogLevel.Information, Message = "Policy bundle {Version} governs {TenantId} from now on")]
    public static partial void BundleLoaded(this ILogger logger, string tenantId, string version);

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "The policy bundle cannot be confirmed: {Reason}")]
    public static partial void BundleUnconfirmed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 62, Level = LogLevel.Error, Message = "Policy bundle {Version} of {TenantId} is refused, the last good one stays: {Reason}")]
    public static partial void BundleRefused(this ILogger logger, string tenantId, string version, string reason);

    [LoggerMessage(EventId = 63, Level = LogLevel.Error, Message = "The rules failed on action {Action}, which is denied: {Reason}")]
    public static partial void DecisionFailed(this ILogger logger, string action, string reason);

    [LoggerMessage(EventId = 64, Level = LogLevel.Debug, Message = "The kill switches are about to be read anyway")]
    public static partial void AlreadyAwake(this ILogger logger);

    [LoggerMessage(EventId = 65, Level = LogLevel.Warning, Message = "The rules of bundle {Version} fail on an action that concerns nobody: {Reason}")]
    public static partial void TrialFailed(this ILogger logger, string version, string reason);

    [LoggerMessage(EventId = 66, Level = LogLevel.Error, Message = "What the policy service says is in force is refused: {Reason}")]
    public static partial void CatalogueRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 67, Level = LogLevel.Warning, Message = "The policy bundles cannot be kept in {Folder}: {Reason}")]
    public static partial void NotKept(this ILogger logger, string folder, string reason);

    [LoggerMessage(EventId = 68, Level = LogLevel.Error, Message = "The policy bundles kept in {Folder} are refused: {Reason}")]
    public static partial void KeptRefused(this ILogger logger, string folder, string reason);

    [LoggerMessage(EventId = 69, Level = LogLevel.Warning, Message = "Bundles kept on disk govern, as of {Seconds} s ago")]
    public static partial void Restored(this ILogger logger, int seconds);

    [LoggerMessage(EventId = 70, Level = LogLevel.Debug, Message = "The policy service knows change {Theirs}, we know {Ours}: another replica of it is ahead")]
    public static partial void SourceIsBehind(this ILogger logger, long theirs, long ours);

    [LoggerMessage(EventId = 71, Level = LogLevel.Debug, Message = "The policy service does not know what this replica decides with: {Reason}")]
    public static partial void NotReported(this ILogger logger, string reason);
}
