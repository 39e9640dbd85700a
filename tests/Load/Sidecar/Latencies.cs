namespace OpenClaw.Sidecar.Load;

/// <summary>The latencies of one measurement.</summary>
/// <param name="late">Calls that were sent more than 5 ms after their time: then the generator, not the target, was slow.</param>
internal sealed class Latencies(double[] sorted, int errors, int late, TimeSpan took)
{
    public int Count => sorted.Length;

    public int Errors { get; } = errors;

    public int Late { get; } = late;

    public double Rate => sorted.Length / took.TotalSeconds;

    /// <summary>Milliseconds.</summary>
    public double At(double percentile) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percentile / 100))];

    public static Latencies Of(IEnumerable<double> values, int errors, int late, TimeSpan took)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return new Latencies(sorted, errors, late, took);
    }
}
