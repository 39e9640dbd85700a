namespace OpenClaw.Audit.Features.Alerts;

internal static partial class AlertLog
{
    [LoggerMessage(EventId = 3065, Level = LogLevel.Warning, Message = "What somebody must be told of cannot be told now: {Reason}")]
    public static partial void AlertsWait(this ILogger logger, string reason);
}
