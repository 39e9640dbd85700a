namespace OpenClaw.Audit.Features.Disks;

internal static partial class DiskLog
{
    [LoggerMessage(EventId = 3066, Level = LogLevel.Warning, Message = "Disk {Disk} is {Percent} % full")]
    public static partial void DiskFills(this ILogger logger, string disk, int percent);

    [LoggerMessage(EventId = 3067, Level = LogLevel.Error, Message = "Disk {Disk} is {Percent} % full; when it is full nothing can be recorded and so nothing be done")]
    public static partial void DiskAlmostFull(this ILogger logger, string disk, int percent);

    [LoggerMessage(EventId = 3068, Level = LogLevel.Information, Message = "Disk {Disk} has room again: {Percent} % full")]
    public static partial void DiskHasRoom(this ILogger logger, string disk, int percent);

    [LoggerMessage(EventId = 3069, Level = LogLevel.Warning, Message = "How full disk {Disk} is cannot be told: {Reason}")]
    public static partial void DiskUnknown(this ILogger logger, string disk, string reason);
}
