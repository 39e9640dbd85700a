using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>A service that would deny everything is not ready.</summary>
internal sealed class PolicyHealthCheck(PolicyEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(engine.Trusted is { } policy
            ? HealthCheckResult.Healthy($"Bundle {policy.Version}, confirmed {engine.Age.TotalSeconds:0} s ago.")
            : HealthCheckResult.Unhealthy("There is no policy bundle that can be trusted."));
}
