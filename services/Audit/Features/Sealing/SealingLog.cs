namespace OpenClaw.Audit.Features.Sealing;

internal static partial class SealingLog
{
    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "Sealing waits: {Reason}")]
    public static partial void SealingFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3021, Level = LogLevel.Information, Message = "This replica seals, fence {Fence}")]
    public static partial void Elected(this ILogger logger, long fence);

    [LoggerMessage(EventId = 3022, Level = LogLevel.Warning, Message = "Another replica seals; the lease with fence {Fence} is lost")]
    public static partial void LeaseLost(this ILogger logger, long fence);

    [LoggerMessage(EventId = 3023, Level = LogLevel.Warning, Message = "{Count} intents older than {Age} have no outcome")]
    public static partial void IntentsOpen(this ILogger logger, long count, TimeSpan age);

    [LoggerMessage(EventId = 3024, Level = LogLevel.Critical, Message = "The seal of tenant {Tenant} stopped: what is stored contradicts what was sealed ({Reason})")]
    public static partial void SealContradicted(this ILogger logger, string tenant, string reason);
}
