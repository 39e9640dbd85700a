namespace OpenClaw.Dashboard.Telemetry;

/// <summary>What the dashboard keeps in memory; when full, the oldest go.</summary>
internal sealed record TelemetryLimits
{
    /// <summary>Traces of all services together. Default 10,000, as the Aspire dashboard.</summary>
    public int Traces { get; init; } = 10_000;

    /// <summary>Spans of one trace. Default 5,000: enough for a replay of events, small enough to draw.</summary>
    public int SpansPerTrace { get; init; } = 5_000;

    /// <summary>Log entries of one service, so that a chatty one cannot push out the others. Default 3,000.</summary>
    public int LogsPerService { get; init; } = 3_000;

    /// <summary>Metric series of all services together. Default 20,000.</summary>
    public int MetricSeries { get; init; } = 20_000;
}
