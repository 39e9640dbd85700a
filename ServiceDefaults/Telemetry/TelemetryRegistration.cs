using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OpenClaw.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs over OTLP. Endpoint, protocol, headers, service name and intervals come from the standard
/// OTEL_* variables; without an endpoint nothing is exported and nothing is collected.
/// </summary>
internal static class TelemetryRegistration
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "openclaw.*"];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting",
        "System.Net.Http", "System.Runtime", "Npgsql", "openclaw.*",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Four lines per outgoing call say nothing that the client spans do not say better.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        // The server's line per request quotes the query, in which sign-in codes and misplaced tokens arrive.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // The driver's line per command holds its whole text; a thousand of them a second cost more than the commands.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointVariable]))
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.SetResourceBuilder(resource);
            logging.AddOtlpExporter();
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new HealthRequestSampler())
            .AddSource(Sources)
            .AddProcessor(new SidecarProbeFilter())
            .AddOtlpExporter()
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build());
        builder.Services.AddHostedService<TelemetryLifetime>();
    }
}
