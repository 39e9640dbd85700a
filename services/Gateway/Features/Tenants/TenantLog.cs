namespace OpenClaw.Gateway.Features.Tenants;

internal static partial class TenantLog
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "The tenants cannot be read now, the last ones are believed for a minute: {Reason}")]
    public static partial void TenantsUnreadable(this ILogger logger, string reason);
}
