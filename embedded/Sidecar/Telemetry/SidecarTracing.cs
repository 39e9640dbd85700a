using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Makes spans always (their context must be passed on) and exports them where the environment or the configuration says.</summary>
internal sealed class SidecarTracing : IDisposable
{
    private readonly TracerProvider _provider;

    public SidecarTracing(SidecarOptions options, ResourceSet resources)
    {
        var settings = resources.Configuration.Tracing;
        var rate = Math.Clamp(settings.SamplingRate, 0, 1);
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddSource(SidecarTelemetry.SourceName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(rate)))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(options.AppId + "-dapr", autoGenerateServiceInstanceId: true).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
        {
            // Over gRPC only when the environment says so in words: the local collector speaks HTTP.
            builder.AddOtlpExporter(static exporter => exporter.Protocol = IsSet("OTEL_EXPORTER_OTLP_PROTOCOL") ? exporter.Protocol : OtlpExportProtocol.HttpProtobuf);
        }
        else if (settings.OtelEndpoint is { } endpoint)
        {
            builder.AddOtlpExporter(exporter => Configure(exporter, endpoint, settings));
        }
        if (settings.ZipkinEndpoint is { } zipkin)
        {
#pragma warning disable CA2000 // The provider disposes its processors, they their exporters.
            builder.AddProcessor(new BatchActivityExportProcessor(new ZipkinExporter(new Uri(zipkin), options.AppId)));
        }
        if (settings.Stdout)
        {
            builder.AddProcessor(new SimpleActivityExportProcessor(new StdoutExporter()));
#pragma warning restore CA2000
        }
        _provider = builder.Build();
    }

    /// <summary>Flushes what is still waiting.</summary>
    public void Dispose() => _provider.Dispose();

    private static void Configure(OtlpExporterOptions exporter, string endpoint, TracingSettings settings)
    {
        var url = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"{(settings.OtelIsSecure ? "https" : "http")}://{endpoint}";
        exporter.Endpoint = new Uri(settings.OtelOverGrpc || url.EndsWith("/v1/traces", StringComparison.Ordinal) ? url : url.TrimEnd('/') + "/v1/traces");
        exporter.Protocol = settings.OtelOverGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Headers = settings.OtelHeaders ?? exporter.Headers;
        exporter.TimeoutMilliseconds = (int)(settings.OtelTimeout?.TotalMilliseconds ?? exporter.TimeoutMilliseconds);
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
