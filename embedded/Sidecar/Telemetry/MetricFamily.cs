using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>One Prometheus metric with all its label combinations.</summary>
internal sealed class MetricFamily(string name, MetricKind kind, string help, params string[] labels)
{
    /// <summary>More combinations than this of one metric are a mistake of whoever chose the labels; the rest is dropped.</summary>
    private const int MaxSeries = 5000;
    private readonly ConcurrentDictionary<MetricLabels, MetricSeries> _series = new();

    public string Name { get; } = name;

    public MetricKind Kind { get; } = kind;

    public string Help { get; } = help;

    public IReadOnlyList<string> Labels { get; } = labels;

    public IEnumerable<KeyValuePair<MetricLabels, MetricSeries>> Series => _series;

    public void Add(long amount, MetricLabels values = default) => Find(values)?.Add(amount);

    public void Set(long value, MetricLabels values = default) => Find(values)?.Set(value);

    public void Observe(double value, MetricLabels values = default) => Find(values)?.Observe(value);

    private MetricSeries? Find(MetricLabels values) =>
        _series.TryGetValue(values, out var series) ? series
        : _series.Count < MaxSeries ? _series.GetOrAdd(values, static (_, kind) => new MetricSeries(kind), Kind)
        : null;
}
