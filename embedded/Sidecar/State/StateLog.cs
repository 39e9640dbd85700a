namespace OpenClaw.Sidecar.State;

internal static partial class StateLog
{
    [LoggerMessage(EventId = 7401, Level = LogLevel.Warning, Message = "Expired state was not cleaned up this time: {Reason}")]
    public static partial void CleanUpFailed(this ILogger logger, string reason);
}
