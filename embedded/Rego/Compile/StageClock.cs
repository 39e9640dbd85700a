using System.Diagnostics;

namespace OpenClaw.Rego.Compile;

/// <summary>Tells a listener how long each stage of a compilation took.</summary>
internal sealed class StageClock(Action<string, TimeSpan>? listener)
{
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>The stage that ends here.</summary>
    public void End(string stage)
    {
        if (listener is not null)
        {
            listener(stage, Stopwatch.GetElapsedTime(_start));
            _start = Stopwatch.GetTimestamp();
        }
    }
}
