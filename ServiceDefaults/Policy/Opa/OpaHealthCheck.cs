using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>A service whose OPA does not answer would deny everything.</summary>
internal sealed class OpaHealthCheck(OpaClient opa) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await opa.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (PolicySourceException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
