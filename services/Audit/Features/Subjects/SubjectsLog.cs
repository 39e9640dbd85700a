namespace OpenClaw.Audit.Features.Subjects;

internal static partial class SubjectsLog
{
    [LoggerMessage(EventId = 3040, Level = LogLevel.Warning, Message = "It cannot be asked now which keys were destroyed: {Reason}")]
    public static partial void KeysNotChecked(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Information, Message = "Erasure {Erasure} is complete")]
    public static partial void ErasureComplete(this ILogger logger, Guid erasure);

    [LoggerMessage(EventId = 3042, Level = LogLevel.Warning, Message = "Erasure {Erasure} waits for {Service} and will ask again: {Reason}")]
    public static partial void ErasureWaits(this ILogger logger, Guid erasure, string service, string reason);

    [LoggerMessage(EventId = 3043, Level = LogLevel.Warning, Message = "Erasures cannot be continued now: {Reason}")]
    public static partial void ErasuresWait(this ILogger logger, string reason);
}
