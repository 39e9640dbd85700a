using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenClaw.ServiceDefaults.Telemetry;

/// <summary>Builds the providers before the first request and flushes them after the last one.</summary>
internal sealed class TelemetryLifetime(TracerProvider traces, MeterProvider metrics) : IHostedLifecycleService
{
    private const int FlushMilliseconds = 3000;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        traces.ForceFlush(FlushMilliseconds);
        metrics.ForceFlush(FlushMilliseconds);
        return Task.CompletedTask;
    }
}
