namespace OpenClaw.Policy.Features.Bundles;

internal static partial class BundleLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Rules {Version} are in force: {Modules} modules")]
    public static partial void RulesInForce(this ILogger logger, string version, int modules);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "The rules as they lie in the folder are refused, the last good ones stay: {Reason}")]
    public static partial void RulesRefused(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "The change to {Version} could not be announced, replicas find it by polling: {Reason}")]
    public static partial void ChangeNotAnnounced(this ILogger logger, string version, string reason);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "The change to {Version} is announced without a signature, replicas ask for it: {Reason}")]
    public static partial void ChangeNotSigned(this ILogger logger, string version, string reason);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "The change to {Version} waits, because it cannot be recorded: {Reason}")]
    public static partial void ChangeNotRecorded(this ILogger logger, string version, string reason);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Error, Message = "What is to be in force for {TenantId} does not compile, the last good bundle stays: {Reason}")]
    public static partial void BundleNotUsable(this ILogger logger, string tenantId, string reason);
}
