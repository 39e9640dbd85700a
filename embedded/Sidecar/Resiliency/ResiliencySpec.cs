namespace OpenClaw.Sidecar.Resiliency;

/// <summary>All Resiliency resources added up; a later same-named policy replaces an earlier one.</summary>
internal sealed class ResiliencySpec
{
    public List<string> Names { get; } = [];
    public Dictionary<string, TimeSpan> Timeouts { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, RetryPolicy> Retries { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, CircuitBreakerPolicy> Breakers { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, TargetSpec> Apps { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, TargetSpec> Actors { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, ComponentTargetSpec> Components { get; } = new(StringComparer.Ordinal);
}
