namespace OpenClaw.Policy.Features.KillSwitches;

internal static partial class KillSwitchLog
{
    [LoggerMessage(EventId = 2551, Level = LogLevel.Warning, Message = "Kill switch {Id} could not be announced; everybody finds it at their next look: {Reason}")]
    public static partial void SwitchNotAnnounced(this ILogger logger, Guid id, string reason);
}
