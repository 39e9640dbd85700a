using Microsoft.Extensions.Logging;

namespace OpenClaw.ServiceDefaults.Audit;

internal static partial class AuditRecorderLog
{
    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "The audit service did not take {Count} entries, trying the durable topic: {Reason}")]
    public static partial void AuditServiceUnreachable(this ILogger logger, int count, string reason);

    [LoggerMessage(EventId = 41, Level = LogLevel.Error, Message = "Neither the audit service nor the durable topic took {Count} entries; their actions are refused: {Reason}")]
    public static partial void EntriesRefused(this ILogger logger, int count, string reason);

    [LoggerMessage(EventId = 42, Level = LogLevel.Error, Message = "The audit log rejects an entry of action {Action} as invalid: {Reason}")]
    public static partial void EntryInvalid(this ILogger logger, string action, string reason);

    [LoggerMessage(EventId = 43, Level = LogLevel.Error, Message = "Action {Action} happened but its outcome could not be recorded; its intent {IntentId} stays open")]
    public static partial void OutcomeLost(this ILogger logger, string action, Guid intentId);
}
