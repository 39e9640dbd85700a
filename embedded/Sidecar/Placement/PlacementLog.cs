namespace OpenClaw.Sidecar.Placement;

internal static partial class PlacementLog
{
    [LoggerMessage(EventId = 7101, Level = LogLevel.Information, Message = "Host {AppId} at {Address} joined")]
    public static partial void HostJoined(this ILogger logger, string appId, string address);

    [LoggerMessage(EventId = 7102, Level = LogLevel.Information, Message = "Host {AppId} at {Address} left: {Reason}")]
    public static partial void HostLeft(this ILogger logger, string appId, string address, string reason);

    [LoggerMessage(EventId = 7103, Level = LogLevel.Information, Message = "Table {Version} holds {Count} hosts")]
    public static partial void TableSpread(this ILogger logger, long version, int count);

    [LoggerMessage(EventId = 7104, Level = LogLevel.Information, Message = "Placement table {Version} with {Count} hosts is in use")]
    public static partial void TableReceived(this ILogger logger, long version, int count);

    [LoggerMessage(EventId = 7105, Level = LogLevel.Warning, Message = "The placement stream to {Address} is broken ({Reason}); trying again")]
    public static partial void StreamBroken(this ILogger logger, string address, string reason);

    [LoggerMessage(EventId = 7106, Level = LogLevel.Warning, Message = "No placement stream for {Seconds} s: actors hosted here are given up")]
    public static partial void StreamLost(this ILogger logger, double seconds);
}
