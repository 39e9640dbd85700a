using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using OpenClaw.Sidecar.Hosting;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The sidecar's counters in Prometheus text, with the app id as a label.</summary>
internal sealed class PrometheusPage : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), long> _values = new();
    private readonly string _appId;

    public PrometheusPage(SidecarOptions options)
    {
        _appId = options.AppId;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SidecarMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
    }

    public Task WriteAsync(HttpContext context)
    {
        var text = new StringBuilder();
        foreach (var group in _values.GroupBy(pair => pair.Key.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {group.Key} counter\n");
            foreach (var (key, value) in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"{key.Name}{{app_id=\"{_appId}\"{key.Labels}}} {value}\n");
            }
        }
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void Add(Instrument instrument, long measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var labels = "";
        foreach (var (name, value) in tags)
        {
            labels += $",{name}=\"{value?.ToString()?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }
        _values.AddOrUpdate((instrument.Name, labels), measurement, (_, before) => before + measurement);
    }

    public void Dispose() => _listener.Dispose();
}
