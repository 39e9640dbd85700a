namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Label values in the order of the family's names; a struct, so that looking a series up allocates nothing.</summary>
internal readonly record struct MetricLabels(string? A = null, string? B = null, string? C = null, string? D = null, string? E = null)
{
    public string this[int index] => index switch { 0 => A, 1 => B, 2 => C, 3 => D, _ => E } ?? "";
}
