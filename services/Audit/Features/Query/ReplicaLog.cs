namespace OpenClaw.Audit.Features.Query;

internal static partial class ReplicaLog
{
    [LoggerMessage(EventId = 3063, Level = LogLevel.Information, Message = "The read replica {State}")]
    public static partial void ReplicaChanged(this ILogger logger, string state);

    [LoggerMessage(EventId = 3064, Level = LogLevel.Debug, Message = "The read replica's age is not known: {Reason}")]
    public static partial void ReplicaNotAsked(this ILogger logger, string reason);
}
