namespace OpenClaw.Opa.Reports;

internal static partial class ReportLog
{
    [LoggerMessage(EventId = 9101, Level = LogLevel.Information, Message = "Server listens on {Addresses}")]
    public static partial void Listening(this ILogger logger, IEnumerable<string> addresses);

    [LoggerMessage(EventId = 9102, Level = LogLevel.Information, Message = "Bundle {Bundle} revision {Revision} is active")]
    public static partial void BundleActive(this ILogger logger, string bundle, string revision);

    [LoggerMessage(EventId = 9103, Level = LogLevel.Error, Message = "Bundle {Bundle} cannot be loaded, the last good one stays in force: {Reason}")]
    public static partial void BundleFailed(this ILogger logger, string bundle, string reason);

    [LoggerMessage(EventId = 9104, Level = LogLevel.Information, Message = "Decision {Event}")]
    public static partial void DecisionLogged(this ILogger logger, string @event);

    [LoggerMessage(EventId = 9105, Level = LogLevel.Warning, Message = "Decision {DecisionId} is not logged: {Reason}")]
    public static partial void DecisionDropped(this ILogger logger, string decisionId, string reason);

    [LoggerMessage(EventId = 9106, Level = LogLevel.Error, Message = "Mask or drop policy failed for decision {DecisionId}, input and result are left out: {Reason}")]
    public static partial void MaskFailed(this ILogger logger, string decisionId, string reason);

    [LoggerMessage(EventId = 9107, Level = LogLevel.Warning, Message = "Upload of {What} failed and will be repeated: {Reason}")]
    public static partial void UploadFailed(this ILogger logger, string what, string reason);

    [LoggerMessage(EventId = 9108, Level = LogLevel.Information, Message = "Status {Status}")]
    public static partial void StatusLogged(this ILogger logger, string status);

    [LoggerMessage(EventId = 9109, Level = LogLevel.Warning, Message = "{Count} decisions could not be uploaded before the server stopped")]
    public static partial void DecisionsLeft(this ILogger logger, int count);

    [LoggerMessage(EventId = 9110, Level = LogLevel.Error, Message = "Changed files do not load, the last good state stays in force: {Reason}")]
    public static partial void ReloadFailed(this ILogger logger, string reason);
}
