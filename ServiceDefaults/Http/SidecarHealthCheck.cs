using Dapr.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.ServiceDefaults.Http;

/// <summary>
/// Ready only while the own sidecar can talk to the outside. Asks the outbound health route: the other one waits for this
/// application and would never become healthy during the start.
/// </summary>
internal sealed class SidecarHealthCheck(DaprClient dapr) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await dapr.CheckOutboundHealthAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The sidecar is not ready for outbound calls.");
}
