using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Makes spans always (their context must be passed on) and exports them when an OTLP endpoint is set.</summary>
internal sealed class SidecarTracing : IDisposable
{
    private readonly TracerProvider _provider;

    public SidecarTracing(SidecarOptions options, ResourceSet resources)
    {
        var rate = Math.Clamp(resources.Configuration.SamplingRate, 0, 1);
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddSource(SidecarTelemetry.SourceName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(rate)))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(options.AppId + "-dapr", autoGenerateServiceInstanceId: true).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } || Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { Length: > 0 })
        {
            builder.AddOtlpExporter(static exporter => exporter.Protocol = Protocol(exporter.Protocol));
        }
        else if (resources.Configuration.OtelEndpoint is { } endpoint)
        {
            builder.AddOtlpExporter(exporter =>
            {
                exporter.Endpoint = new Uri(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}/v1/traces");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            });
        }
        _provider = builder.Build();
    }

    /// <summary>Over gRPC only when the environment says so in words: the local collector speaks HTTP.</summary>
    private static OtlpExportProtocol Protocol(OtlpExportProtocol configured) =>
        Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is { Length: > 0 } ? configured : OtlpExportProtocol.HttpProtobuf;

    /// <summary>Flushes what is still waiting.</summary>
    public void Dispose() => _provider.Dispose();
}
