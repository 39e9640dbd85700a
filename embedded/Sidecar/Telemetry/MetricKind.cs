namespace OpenClaw.Sidecar.Telemetry;

internal enum MetricKind
{
    Counter,
    Gauge,

    /// <summary>Distribution over <see cref="SidecarMetrics.LatencyBuckets"/>, milliseconds.</summary>
    Latency,

    /// <summary>Distribution over fixed powers of two, bytes.</summary>
    Size,
}
