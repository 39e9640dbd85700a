namespace OpenClaw.Rego.Evaluate;

/// <summary>Durations of one operation in nanoseconds: exact sums, and the latest of them for percentiles.</summary>
internal sealed class Timing
{
    /// <summary>Enough for four nines, small enough for an evaluation of millions of calls.</summary>
    private const int MaxSample = 16_384;

    private readonly List<long> _sample = [];

    public long Count { get; private set; }

    public long Sum { get; private set; }

    public long Min { get; private set; } = long.MaxValue;

    public long Max { get; private set; }

    public IReadOnlyList<long> Sample => _sample;

    public void Add(long nanoseconds)
    {
        if (_sample.Count < MaxSample)
        {
            _sample.Add(nanoseconds);
        }
        else
        {
            _sample[(int)(Count % MaxSample)] = nanoseconds;
        }

        Count++;
        Sum += nanoseconds;
        Min = Math.Min(Min, nanoseconds);
        Max = Math.Max(Max, nanoseconds);
    }
}
