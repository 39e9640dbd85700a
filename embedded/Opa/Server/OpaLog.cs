namespace OpenClaw.Opa.Server;

internal static partial class OpaLog
{
    [LoggerMessage(EventId = 9101, Level = LogLevel.Information, Message = "Bundle {Bundle} is active at revision {Revision}")]
    public static partial void BundleActivated(this ILogger logger, string bundle, string revision);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Warning, Message = "Bundle {Bundle} could not be activated: {Reason}")]
    public static partial void BundleFailed(this ILogger logger, string bundle, string reason);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Warning, Message = "{Count} decisions wait for upload: {Reason}")]
    public static partial void UploadFailed(this ILogger logger, int count, string reason);

    [LoggerMessage(EventId = 9104, Level = LogLevel.Information, Message = "Decision {Decision}")]
    public static partial void Decided(this ILogger logger, string decision);
}
