using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenClaw.Sidecar.Load;

/// <summary>A number of callers, each of which sends the next call when the last is answered: the most that passes.</summary>
internal static class ClosedLoop
{
    public static async Task<Latencies> RunAsync(Func<Task> call, int callers, TimeSpan duration)
    {
        var latencies = new ConcurrentBag<double>();
        var errors = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var sent = Stopwatch.GetTimestamp();
                try
                {
                    await call();
                    latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref errors);
                }
            }
        })));
        return Latencies.Of(latencies, errors, 0, Stopwatch.GetElapsedTime(started));
    }
}
