namespace OpenClaw.Policy.Load;

/// <summary>What one measurement saw, in milliseconds.</summary>
/// <param name="late">Calls that were sent more than 5 ms after their time: their waiting is in the figures, and shows that the generator was short of processor time.</param>
internal sealed class Latencies(double[] sorted, int errors, int late, TimeSpan took)
{
    public int Errors { get; } = errors;

    public int Late { get; } = late;

    public int Count => sorted.Length;

    public double Rate => sorted.Length / took.TotalSeconds;

    public double At(double percentile) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percentile / 100))];

    public static Latencies Of(IEnumerable<double> values, int errors, int late, TimeSpan took)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return new Latencies(sorted, errors, late, took);
    }

    public static Latencies MedianOf(IEnumerable<Latencies> runs)
    {
        var sorted = runs.OrderBy(run => run.At(95)).ToArray();
        return sorted[sorted.Length / 2];
    }
}
