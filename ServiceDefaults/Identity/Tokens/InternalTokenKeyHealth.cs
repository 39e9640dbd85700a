using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>A service that cannot recognise people is not ready.</summary>
internal sealed class InternalTokenKeyHealth(InternalTokenKeys keys) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keys.AreLoaded
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The public key of internal tokens is not known yet."));
}
