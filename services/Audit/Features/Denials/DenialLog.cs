namespace OpenClaw.Audit.Features.Denials;

internal static partial class DenialLog
{
    [LoggerMessage(EventId = 3065, Level = LogLevel.Warning, Message = "Refused actions cannot be told now: {Reason}")]
    public static partial void DenialsWait(this ILogger logger, string reason);
}
