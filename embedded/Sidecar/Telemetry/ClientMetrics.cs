using System.Diagnostics;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Measures the calls to the app.</summary>
internal sealed class ClientMetrics(ResourceSet resources)
{
    private readonly MetricsSettings _settings = resources.Configuration.Metrics;
    private readonly PathPatterns _patterns = new(resources.Configuration.Metrics.PathMatching);

    public Task<HttpResponseMessage> MeasureAsync(HttpRequestMessage request, Task<HttpResponseMessage> call) =>
        _settings.Enabled ? MeasuredAsync(request, call) : call;

    public static async Task<HttpResponseMessage> MeasureProbeAsync(Task<HttpResponseMessage> call)
    {
        var started = Stopwatch.GetTimestamp();
        var status = "";
        try
        {
            var response = await call;
            status = StatusText.Of((int)response.StatusCode);
            return response;
        }
        finally
        {
            SidecarMetrics.HealthProbes.Add(1, new MetricLabels(status));
            SidecarMetrics.HealthProbeLatency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, new MetricLabels(status));
        }
    }

    private async Task<HttpResponseMessage> MeasuredAsync(HttpRequestMessage request, Task<HttpResponseMessage> call)
    {
        var started = Stopwatch.GetTimestamp();
        var path = request.RequestUri!.AbsolutePath;
        var status = "500";
        try
        {
            var response = await call;
            status = StatusText.Of((int)response.StatusCode);
            SidecarMetrics.ClientReceivedBytes.Observe(response.Content.Headers.ContentLength ?? 0);
            return response;
        }
        finally
        {
            var labels = new MetricLabels(
                _settings.ExcludeVerbs ? "" : request.Method.Method, _patterns.Find(path) ?? (_settings.IncreasedCardinality ? path : ""), status);
            SidecarMetrics.ClientCompleted.Add(1, labels);
            SidecarMetrics.ClientLatency.Observe(Stopwatch.GetElapsedTime(started).TotalMilliseconds, labels);
            SidecarMetrics.ClientSentBytes.Observe(request.Content?.Headers.ContentLength ?? 0);
        }
    }
}
