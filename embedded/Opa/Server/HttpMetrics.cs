using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using OpenClaw.Opa.Core;

namespace OpenClaw.Opa.Server;

/// <summary>Request durations and what else <c>/metrics</c> shows, in Prometheus text.</summary>
internal sealed class HttpMetrics
{
    private static readonly double[] Buckets = [1e-6, 5e-6, 1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 0.01, 0.1, 1];

    private readonly ConcurrentDictionary<(string Handler, string Method, int Code), Histogram> _series = new();

    public void Observe(string handler, string method, int code, TimeSpan duration) =>
        _series.GetOrAdd((handler, method.ToLowerInvariant(), code), _ => new Histogram(Buckets)).Add(duration.TotalSeconds);

    public string Write(OpaServices services)
    {
        var text = new StringBuilder("# HELP http_request_duration_seconds A histogram of duration for requests.\n# TYPE http_request_duration_seconds histogram\n");
        foreach (var (key, series) in _series.OrderBy(pair => pair.Key))
        {
            series.Write(text, "http_request_duration_seconds", $"code=\"{key.Code}\",handler=\"{key.Handler}\",method=\"{key.Method}\"");
        }

        text.Append("# HELP opa_info Information about the OPA environment.\n# TYPE opa_info gauge\n")
            .Append(CultureInfo.InvariantCulture, $"opa_info{{version=\"{OpaVersion.Number}\"}} 1\n")
            .Append("# HELP plugin_status_gauge Gauge for the plugin by status.\n# TYPE plugin_status_gauge gauge\n");
        foreach (var (name, state) in services.Plugins.All.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"plugin_status_gauge{{name=\"{name}\",status=\"{Reports.PluginStates.Word(state)}\"}} 1\n");
        }

        if (services.Status.ShowsBundleMetrics)
        {
            BundleMetrics.Write(text, services.Status.Figures);
        }

        Counter(text, "decision_logs_dropped_total", "Decisions that were not uploaded.", services.Decisions.Dropped);
        Counter(text, "decision_logs_uploaded_total", "Decisions that the service accepted.", services.Decisions.Uploaded);
        text.Append("# HELP process_resident_memory_bytes Resident memory size in bytes.\n# TYPE process_resident_memory_bytes gauge\n")
            .Append(CultureInfo.InvariantCulture, $"process_resident_memory_bytes {Environment.WorkingSet}\n");
        return text.ToString();
    }

    private static void Counter(StringBuilder text, string name, string help, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}\n");
}
