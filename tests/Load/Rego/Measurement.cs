using System.Diagnostics;

namespace OpenClaw.Rego.Load;

/// <summary>Percentiles over batches (a single call is shorter than the clock is fine) and bytes per call.</summary>
internal sealed record Measurement(double Median, double P99, long Bytes)
{
    private const int Batch = 20;
    private const int Batches = 4000;

    public static Measurement Of(Func<bool> call)
    {
        for (var i = 0; i < 60_000; i++)
        {
            call();
        }

        var samples = new double[Batches];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Batches; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var j = 0; j < Batch; j++)
            {
                call();
            }

            samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Batch;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (Batch * (long)Batches);
        Array.Sort(samples);
        return new(samples[Batches / 2], samples[Batches * 99 / 100], bytes);
    }
}
