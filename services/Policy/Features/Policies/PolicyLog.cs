using OpenClaw.Contracts;

namespace OpenClaw.Policy.Features.Policies;

internal static partial class PolicyLog
{
    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "{Operation} in tenant {TenantId}: {Outcome}")]
    public static partial void PolicyChanged(this ILogger logger, string operation, string tenantId, AuditOutcome outcome);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Warning, Message = "Version {Ordinal} of policy {PolicyId} could not take its turn and ended: {Reason}")]
    public static partial void TurnRefused(this ILogger logger, int ordinal, Guid policyId, string reason);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "What is due cannot be looked up or done now: {Reason}")]
    public static partial void TurnsWait(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2013, Level = LogLevel.Information, Message = "Tenant {TenantId} got {Count} baseline policies")]
    public static partial void BaselineInstalled(this ILogger logger, string tenantId, int count);
}
