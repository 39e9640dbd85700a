namespace OpenClaw.Audit.Features.Retention;

internal static partial class RetentionLog
{
    [LoggerMessage(EventId = 3060, Level = LogLevel.Information, Message = "The entries of {Month} went into {Archives} archives and left the database")]
    public static partial void MonthArchived(this ILogger logger, DateOnly month, int archives);

    [LoggerMessage(EventId = 3061, Level = LogLevel.Warning, Message = "The entries of {Month} stay in the database: {Reason}")]
    public static partial void MonthKept(this ILogger logger, DateOnly month, string reason);

    [LoggerMessage(EventId = 3062, Level = LogLevel.Warning, Message = "Old months cannot be archived now: {Reason}")]
    public static partial void RetentionWaits(this ILogger logger, string reason);
}
