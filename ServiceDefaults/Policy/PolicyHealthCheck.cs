using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>A service that would deny everything is not ready.</summary>
internal sealed class PolicyHealthCheck(PolicyEngine engine) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(engine switch
        {
            { IsTrusted: false } => HealthCheckResult.Unhealthy("There is no policy bundle that can be trusted."),
            { Current: { IsComplete: false } } => HealthCheckResult.Degraded("The newest policy bundle of a tenant cannot be used; its last good one governs until it is too old."),
            _ => HealthCheckResult.Healthy($"Policies were confirmed {engine.Age.TotalSeconds:0} s ago."),
        });
}
