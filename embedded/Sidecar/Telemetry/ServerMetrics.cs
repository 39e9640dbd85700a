using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>Measures the calls of the HTTP API with labels as fine as the configuration wants them.</summary>
internal sealed class ServerMetrics(ResourceSet resources, TimeProvider clock)
{
    private readonly MetricsSettings _settings = resources.Configuration.Metrics;
    private readonly PathPatterns _patterns = new(resources.Configuration.Metrics.PathMatching);

    public async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        if (!_settings.Enabled)
        {
            await next(context);
            return;
        }
        var started = clock.GetTimestamp();
        var path = Path(context.Request.Path.Value ?? "/");
        var method = _settings.ExcludeVerbs ? "" : context.Request.Method;
        await next(context);
        var labels = new MetricLabels(method, path, StatusText.Of(context.Response.StatusCode));
        SidecarMetrics.ServerRequests.Add(1, labels);
        SidecarMetrics.ServerResponses.Add(1, labels);
        SidecarMetrics.ServerLatency.Observe(clock.GetElapsedTime(started).TotalMilliseconds, labels);
        SidecarMetrics.ServerRequestBytes.Observe(context.Request.ContentLength ?? 0);
        SidecarMetrics.ServerResponseBytes.Observe(context.Response.ContentLength ?? 0);
    }

    /// <summary>The label of a path: a pattern of the configuration, else itself or nothing.</summary>
    public string Path(string path) => _patterns.Find(path) ?? (_settings.IncreasedCardinality ? path : "");
}
