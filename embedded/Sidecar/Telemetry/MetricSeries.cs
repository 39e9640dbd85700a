namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The numbers behind one label combination.</summary>
internal sealed class MetricSeries(MetricKind kind)
{
    private readonly IReadOnlyList<double> _bounds = kind switch
    {
        MetricKind.Latency => SidecarMetrics.LatencyBuckets,
        MetricKind.Size => SidecarMetrics.SizeBuckets,
        _ => [],
    };

    private readonly long[] _buckets = kind is MetricKind.Latency or MetricKind.Size ? new long[64] : [];
    private readonly Lock _gate = new();
    private double _sum;
    private long _value;

    /// <summary>A counter's or gauge's value; a distribution's number of observations.</summary>
    public long Value => Interlocked.Read(ref _value);

    public double Sum
    {
        get
        {
            lock (_gate)
            {
                return _sum;
            }
        }
    }

    public IReadOnlyList<double> Bounds => _bounds;

    public void Add(long amount) => Interlocked.Add(ref _value, amount);

    public void Set(long value) => Interlocked.Exchange(ref _value, value);

    public void Observe(double value)
    {
        var index = 0;
        while (index < _bounds.Count && value > _bounds[index])
        {
            index++;
        }
        lock (_gate)
        {
            _buckets[Math.Min(index, _buckets.Length - 1)]++;
            _sum += value;
        }
        Interlocked.Increment(ref _value);
    }

    /// <summary>Observations not above the bound.</summary>
    public long UpTo(int bound)
    {
        lock (_gate)
        {
            return _buckets.AsSpan(0, bound + 1).ToArray().Sum();
        }
    }
}
