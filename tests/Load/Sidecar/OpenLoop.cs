using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenClaw.Sidecar.Load;

/// <summary>
/// Arrivals at a fixed rate, whatever the answers do. A thread of its own sends what is due every millisecond; the clock
/// of a call starts when it is sent, and calls that were sent late are counted.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(5);

    public static async Task<Latencies> RunAsync(Func<Task> call, double rate, TimeSpan duration)
    {
        var latencies = new ConcurrentBag<double>();
        var (errors, late) = (0, 0);
        var pending = 0;
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var total = (int)(rate * duration.TotalSeconds);
        var started = Stopwatch.GetTimestamp();

        async Task OneAsync()
        {
            var sent = Stopwatch.GetTimestamp();
            try
            {
                await call().ConfigureAwait(false);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException or InvalidOperationException)
            {
                Interlocked.Increment(ref errors);
            }
            if (Interlocked.Decrement(ref pending) < 0)
            {
                finished.TrySetResult();
            }
        }

        var sender = new Thread(() =>
        {
            for (var number = 0; number < total;)
            {
                var due = Math.Min(total, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate) + 1);
                for (; number < due; number++)
                {
                    if (Stopwatch.GetElapsedTime(started) - TimeSpan.FromSeconds(number / rate) > LateAfter)
                    {
                        late++;
                    }
                    Interlocked.Increment(ref pending);
                    _ = OneAsync();
                }
                Thread.Sleep(1);
            }
            if (Interlocked.Decrement(ref pending) < 0)
            {
                finished.TrySetResult();
            }
        })
        { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        sender.Start();
        await finished.Task.WaitAsync(duration + TimeSpan.FromMinutes(1));
        return Latencies.Of(latencies, errors, late, Stopwatch.GetElapsedTime(started));
    }
}
