using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Counts what the policies of one target do.</summary>
internal sealed record PolicyMeter(string Direction, string Target)
{
    public void Executed(Policy policy)
    {
        Count(SidecarMetrics.ResiliencyCount, "retry", policy.Retry is not null);
        Count(SidecarMetrics.ResiliencyCount, "circuitbreaker", policy.Breaker is not null);
        Count(SidecarMetrics.ResiliencyCount, "timeout", policy.Timeout is not null);
    }

    public void Activated(string kind) => Count(SidecarMetrics.ResiliencyActivations, kind, isPresent: true);

    private void Count(MetricFamily family, string kind, bool isPresent)
    {
        if (isPresent)
        {
            family.Add(1, new MetricLabels(Direction, kind, Target));
        }
    }
}
