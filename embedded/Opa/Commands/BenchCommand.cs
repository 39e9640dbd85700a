using System.Diagnostics;
using System.Globalization;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa bench</c>: evaluation time of a prepared query.</summary>
internal static class BenchCommand
{
    private const int WarmUp = 2000;

    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        var (query, input) = await EvalCommand.PrepareAsync(arguments);
        var count = int.Parse(arguments.Last("count") ?? "10000", CultureInfo.InvariantCulture);
        for (var i = 0; i < WarmUp; i++)
        {
            query.Evaluate(input);
        }

        var samples = new double[count];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            query.Evaluate(input);
            samples[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        Array.Sort(samples);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"samples {count}\nns/op {samples.Average():F0}\nB/op {bytes}\nmedian {samples[count / 2]:F0}\n90% {samples[count * 9 / 10]:F0}\n99% {samples[count * 99 / 100]:F0}"));
        return 0;
    }
}
