namespace Aspire.Hosting.Running;

/// <summary>The standard OpenTelemetry variables of a child.</summary>
internal static class Telemetry
{
    public static void AddTo(Dictionary<string, string> environment, RunContext run, string serviceName, string instanceId)
    {
        environment.TryAdd("OTEL_SERVICE_NAME", serviceName);
        environment.TryAdd("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={instanceId[(instanceId.LastIndexOf('-') + 1)..]}");
        if (run.OtlpEndpoint is null)
            return;
        environment.TryAdd("OTEL_EXPORTER_OTLP_ENDPOINT", run.OtlpEndpoint);
        environment.TryAdd("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        // A developer looks at the dashboard now, not in five seconds.
        environment.TryAdd("OTEL_BSP_SCHEDULE_DELAY", "1000");
        environment.TryAdd("OTEL_BLRP_SCHEDULE_DELAY", "1000");
        environment.TryAdd("OTEL_METRIC_EXPORT_INTERVAL", "1000");
        environment.TryAdd("OTEL_TRACES_SAMPLER", "always_on");
    }
}
