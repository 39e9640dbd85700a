using System.Diagnostics;
using System.Globalization;

namespace OpenClaw.Rego.Tests;

/// <summary>Time on a processor that this thread has had; where the system does not tell, the clock counts.</summary>
internal static class ThreadTime
{
    private const string Statistics = "/proc/thread-self/schedstat";

    public static TimeSpan Used() => File.Exists(Statistics)
        ? TimeSpan.FromTicks(long.Parse(File.ReadAllText(Statistics).Split(' ')[0], CultureInfo.InvariantCulture) / 100)
        : Stopwatch.GetElapsedTime(0);
}
