using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Policy.KillSwitches;

internal static partial class KillSwitchLog
{
    [LoggerMessage(EventId = 90, Level = LogLevel.Warning, Message = "The list of kill switches cannot be confirmed, so governed actions are denied soon: {Reason}")]
    public static partial void StopsUnconfirmed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 91, Level = LogLevel.Information, Message = "{Count} kill switches are on")]
    public static partial void StopsChanged(this ILogger logger, int count);
}
