namespace OpenClaw.Connector.Features.Reads;

internal static partial class ReadLog
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "{Operation} read {Count} items with status {Status}, {Withheld} withheld by policy")]
    public static partial void ReadDone(this ILogger logger, string operation, int count, Contracts.SourceStatus status, int withheld);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning, Message = "{Operation} on connection {ConnectionId} stopped early: {ErrorCode}")]
    public static partial void ScanStopped(this ILogger logger, string operation, string connectionId, string errorCode);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Warning, Message = "Connection {ConnectionId} pauses until {Until}: the vendor's call budget is spent")]
    public static partial void RateReserveReached(this ILogger logger, string connectionId, DateTimeOffset until);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Warning, Message = "A call to {Endpoint} failed: {Reason}")]
    public static partial void CallFailed(this ILogger logger, string endpoint, string reason);
}
