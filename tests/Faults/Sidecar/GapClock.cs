using System.Diagnostics;

namespace OpenClaw.Faults.Sidecar;

/// <summary>The longest time between two successes.</summary>
internal sealed class GapClock
{
    private readonly Lock _gate = new();
    private long _last = Stopwatch.GetTimestamp();

    public TimeSpan Longest { get; private set; }

    public void Success()
    {
        lock (_gate)
        {
            var now = Stopwatch.GetTimestamp();
            var gap = Stopwatch.GetElapsedTime(_last, now);
            Longest = gap > Longest ? gap : Longest;
            _last = now;
        }
    }
}
