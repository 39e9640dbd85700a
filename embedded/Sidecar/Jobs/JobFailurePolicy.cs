namespace OpenClaw.Sidecar.Jobs;

/// <summary>What follows a failed firing: nothing more, or tries at an interval.</summary>
/// <param name="MaxRetries">Null for ever.</param>
internal sealed record JobFailurePolicy(bool Drop, TimeSpan Interval, uint? MaxRetries)
{
    /// <summary>Three more attempts, one second apart.</summary>
    public static JobFailurePolicy Default { get; } = new(false, TimeSpan.FromSeconds(1), 3);
}
