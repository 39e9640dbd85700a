namespace OpenClaw.Audit.Features.Tampering;

internal static partial class TamperLog
{
    [LoggerMessage(EventId = 3034, Level = LogLevel.Critical, Message = "The audit log of tenant {Tenant} is not what {Source} knows: {Finding}")]
    public static partial void Tampered(this ILogger logger, string tenant, string source, string finding);

    [LoggerMessage(EventId = 3035, Level = LogLevel.Debug, Message = "Evidence cannot be read now: {Reason}")]
    public static partial void EvidenceNotRead(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3036, Level = LogLevel.Information, Message = "All {Count} logs were compared with what was sealed")]
    public static partial void SelfChecked(this ILogger logger, int count);

    [LoggerMessage(EventId = 3037, Level = LogLevel.Warning, Message = "The self-check of the logs waits: {Reason}")]
    public static partial void SelfCheckWaits(this ILogger logger, string reason);
}
