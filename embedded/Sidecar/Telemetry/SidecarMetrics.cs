using System.Diagnostics.Metrics;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The sidecar's counters; <see cref="PrometheusPage"/> shows them on the metrics port.</summary>
internal static class SidecarMetrics
{
    public const string MeterName = "dapr";

    private static readonly Meter Instruments = new(MeterName);

    public static readonly Counter<long> Requests = Instruments.CreateCounter<long>("dapr_http_server_request_count");
    public static readonly Counter<long> Received = Instruments.CreateCounter<long>("dapr_component_pubsub_ingress_count");
    public static readonly Counter<long> Published = Instruments.CreateCounter<long>("dapr_component_pubsub_egress_count");
}
