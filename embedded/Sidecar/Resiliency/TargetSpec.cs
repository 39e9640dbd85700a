namespace OpenClaw.Sidecar.Resiliency;

/// <summary>Policy names written for one target.</summary>
internal sealed record TargetSpec(string? Timeout, string? Retry, string? Breaker, string? BreakerScope)
{
    public bool IsEmpty => Timeout is null && Retry is null && Breaker is null;
}
