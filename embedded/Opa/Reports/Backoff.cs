namespace OpenClaw.Opa.Reports;

/// <summary>Pauses between attempts: doubling from 100 ms to one minute, with jitter so that replicas do not march in step.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private int _attempt;

    public TimeSpan Next()
    {
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(_attempt++, 10)));
        return (pause < Longest ? pause : Longest) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    public void Reset() => _attempt = 0;
}
