namespace OpenClaw.Policy.Features.Tenants;

internal static partial class TenantLog
{
    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "Tenant {TenantId} was added, as configured")]
    public static partial void TenantSeeded(this ILogger logger, string tenantId);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Warning, Message = "Configured tenants cannot be added yet: {Reason}")]
    public static partial void SeedingWaits(this ILogger logger, string reason);
}
