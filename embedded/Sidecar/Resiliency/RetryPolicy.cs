namespace OpenClaw.Sidecar.Resiliency;

/// <summary>When and how often to try again. Exponential waits start at 500 ms and grow by half, each ±50 %.</summary>
internal sealed record RetryPolicy(
    bool Exponential = false,
    TimeSpan Duration = default,
    TimeSpan MaxInterval = default,
    int MaxRetries = -1,
    IReadOnlyList<(int From, int To)>? HttpCodes = null,
    IReadOnlyList<(int From, int To)>? GrpcCodes = null)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    /// <summary>An exponential policy gives up after this time in all, whatever its number of retries.</summary>
    public static readonly TimeSpan MaxElapsed = TimeSpan.FromMinutes(15);

    public static RetryPolicy Constant(TimeSpan wait, int retries) => new(Duration: wait, MaxRetries: retries);

    public bool Allows(int retry, TimeSpan elapsed) =>
        (MaxRetries < 0 || retry <= MaxRetries) && (!Exponential || elapsed < MaxElapsed);

    public TimeSpan Wait(int retry)
    {
        if (!Exponential)
        {
            return Duration;
        }
        var grown = Math.Min(First.TotalMilliseconds * Math.Pow(1.5, Math.Min(retry - 1, 60)), MaxInterval.TotalMilliseconds);
#pragma warning disable CA5394 // Jitter spreads load; nothing secret depends on it.
        return TimeSpan.FromMilliseconds(Math.Min(grown * (0.5 + Random.Shared.NextDouble()), MaxInterval.TotalMilliseconds));
#pragma warning restore CA5394
    }

    /// <summary>No code: always. A code: by the list of its range; an empty list means every code.</summary>
    public bool Matches(int? code) => code switch
    {
        null => true,
        >= 0 and <= 16 => Hits(GrpcCodes, code.Value),
        >= 100 and <= 599 => Hits(HttpCodes, code.Value),
        _ => false,
    };

    private static bool Hits(IReadOnlyList<(int From, int To)>? ranges, int code) =>
        ranges is null or { Count: 0 } || ranges.Any(range => code >= range.From && code <= range.To);
}
