namespace OpenClaw.Sidecar.Resources;

/// <summary><c>metrics</c>: what the Prometheus page shows.</summary>
internal sealed record MetricsSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>Paths as a label; off, because paths with ids in them never end.</summary>
    public bool IncreasedCardinality { get; init; }
    public bool ExcludeVerbs { get; init; }
    public IReadOnlyList<string> PathMatching { get; init; } = [];
    public IReadOnlyList<MetricRule> Rules { get; init; } = [];
    public IReadOnlyList<double> LatencyBuckets { get; init; } =
    [
        1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800,
        1000, 2000, 5000, 10000, 20000, 50000, 100000,
    ];
}
