using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Telemetry;

/// <summary>The sidecar's metrics in Prometheus text (version 0.0.4), with the app id as a label.</summary>
internal sealed class PrometheusPage(SidecarOptions options, ResourceSet resources)
{
    public Task WriteAsync(HttpContext context)
    {
        var text = new StringBuilder(16 << 10);
        foreach (var family in SidecarMetrics.All)
        {
            Write(text, family);
        }
        WriteProcess(text);
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void Write(StringBuilder text, MetricFamily family)
    {
        var rules = resources.Configuration.Metrics.Rules.Where(rule => rule.Metric == family.Name).ToArray();
        var groups = family.Series.GroupBy(pair => Labels(family, pair.Key, rules), pair => pair.Value, StringComparer.Ordinal).ToArray();
        if (groups.Length == 0)
        {
            return;
        }
        var kind = family.Kind switch { MetricKind.Counter => "counter", MetricKind.Gauge => "gauge", _ => "histogram" };
        text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} {kind}\n");
        foreach (var group in groups)
        {
            if (kind != "histogram")
            {
                text.Append(CultureInfo.InvariantCulture, $"{family.Name}{{{group.Key}}} {group.Sum(series => series.Value)}\n");
                continue;
            }
            WriteDistribution(text, family.Name, group.Key, [.. group]);
        }
    }

    private static void WriteDistribution(StringBuilder text, string name, string labels, MetricSeries[] series)
    {
        for (var bound = 0; bound < series[0].Bounds.Count; bound++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{series[0].Bounds[bound]}\"}} {series.Sum(one => one.UpTo(bound))}\n");
        }
        var count = series.Sum(one => one.Value);
        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {series.Sum(one => one.Sum)}\n{name}_count{{{labels}}} {count}\n");
    }

    private string Labels(MetricFamily family, MetricLabels values, MetricRule[] rules)
    {
        var text = new StringBuilder().Append("app_id=\"").Append(options.AppId).Append('"');
        if (family.Name.StartsWith("dapr_component_", StringComparison.Ordinal))
        {
            text.Append(",namespace=\"").Append(options.Namespace).Append('"');
        }
        for (var index = 0; index < family.Labels.Count; index++)
        {
            var value = values[index];
            foreach (var rule in rules.Where(rule => rule.Label == family.Labels[index]))
            {
                value = rule.Apply(value);
            }
            text.Append(',').Append(family.Labels[index]).Append("=\"").Append(Escaped(value)).Append('"');
        }
        return text.ToString();
    }

    private static string Escaped(string value) => value.AsSpan().IndexOfAny("\\\"\n") < 0 ? value : value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        text.Append(CultureInfo.InvariantCulture, $"# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {process.TotalProcessorTime.TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {process.WorkingSet64}\n");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds {new DateTimeOffset(process.StartTime).ToUnixTimeSeconds()}\n");
    }
}
