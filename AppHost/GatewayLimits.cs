namespace OpenClaw.AppHost;

internal static class GatewayLimitsExtensions
{
    /// <summary>
    /// The gateway counts requests in its own Redis. A local run stands for a company but is used by one developer's scripts, so
    /// the tenant-wide quotas are out of their way there; deployments have the documented ones.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithRateCounters(this IResourceBuilder<ProjectResource> gateway, IResourceBuilder<RedisResource> redis)
    {
        gateway.WithReference(redis, "redis");
        if (gateway.ApplicationBuilder.ExecutionContext.IsPublishMode)
            return gateway;
        foreach (var quota in (string[])["PolicyChanges", "AuditQueries", "Exports", "Administration", "Status", "Failures", "SignIns", "Person"])
        {
            gateway.WithEnvironment($"RateLimits__{quota}PerMinute", gateway.ApplicationBuilder.Configuration[$"RateLimits:{quota}PerMinute"] ?? "100000");
        }

        return gateway;
    }
}
