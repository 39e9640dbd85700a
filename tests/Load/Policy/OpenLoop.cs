using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OpenClaw.Policy.Load;

/// <summary>
/// Arrivals at a fixed rate, whatever the answers do. A call's clock starts when it is due, not when it is sent: time that a
/// late generator or a full system makes it wait counts, so nothing is omitted.
/// </summary>
internal static partial class OpenLoop
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <param name="call">Sends the call of this number; false when the answer is not the expected one.</param>
    public static async Task<Latencies> RunAsync(Func<int, Task<bool>> call, int rate, TimeSpan duration)
    {
        var latencies = new ConcurrentBag<double>();
        var (errors, late) = (0, 0);
        var calls = new Task[(int)(rate * duration.TotalSeconds)];
        var started = Stopwatch.GetTimestamp();

        async Task OneAsync(int number)
        {
            var due = TimeSpan.FromSeconds((double)number / rate);
            if (await call(number).ConfigureAwait(false))
            {
                latencies.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
            }
            else
            {
                Interlocked.Increment(ref errors);
            }
        }

        var sender = new Thread(() =>
        {
            for (var number = 0; number < calls.Length;)
            {
                var due = Math.Min(calls.Length, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate) + 1);
                for (; number < due; number++)
                {
                    late += Stopwatch.GetElapsedTime(started) - TimeSpan.FromSeconds((double)number / rate) > LateAfter ? 1 : 0;
                    calls[number] = OneAsync(number);
                }

                SleepUntil(started, TimeSpan.FromSeconds((double)number / rate));
            }
        })
        { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        sender.Start();
        await Task.Run(sender.Join);
        await Task.WhenAll(calls).WaitAsync(Patience);
        return Latencies.Of(latencies, errors, late, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>To the microsecond: the framework's sleep counts whole milliseconds, so every call would be half of one late.</summary>
    private static void SleepUntil(long started, TimeSpan due)
    {
        if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest)
        {
            // Cut short by a signal it is called again: nothing is due yet.
            _ = Sleep((uint)rest.TotalMicroseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
