using System.Diagnostics;
using System.Globalization;

namespace OpenClaw.Rego.Tests;

/// <summary>
/// Time of this thread: on a processor, and ready to run while others had the processors. Where the system does not tell,
/// the clock counts.
/// </summary>
/// <param name="Used">On a processor.</param>
/// <param name="Delayed">Ready, without a processor.</param>
internal readonly record struct ThreadTime(TimeSpan Used, TimeSpan Delayed)
{
    private const string Statistics = "/proc/thread-self/schedstat";

    public static ThreadTime Now()
    {
        if (!File.Exists(Statistics))
        {
            return new(Stopwatch.GetElapsedTime(0), TimeSpan.Zero);
        }

        var fields = File.ReadAllText(Statistics).Split(' ');
        return new(Nanoseconds(fields[0]), Nanoseconds(fields[1]));
    }

    private static TimeSpan Nanoseconds(string text) => TimeSpan.FromTicks(long.Parse(text, CultureInfo.InvariantCulture) / 100);
}
