using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenClaw.Policy.Load;

/// <summary>All users at once, each with one question after the other and no pause between them: the most that can come of them.</summary>
internal static class ClosedBurst
{
    /// <param name="call">Asks for the user of this number; false when the answer is not the expected one.</param>
    public static async Task<Latencies> RunAsync(Func<int, Task<bool>> call, int users, int evaluations)
    {
        var latencies = new ConcurrentBag<double>();
        var errors = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, users).Select(user => Task.Run(async () =>
        {
            for (var round = 0; round < evaluations; round++)
            {
                var sent = Stopwatch.GetTimestamp();
                if (await call(user))
                {
                    latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                }
                else
                {
                    Interlocked.Increment(ref errors);
                }
            }
        })));
        return Latencies.Of(latencies, errors, 0, Stopwatch.GetElapsedTime(started));
    }
}
