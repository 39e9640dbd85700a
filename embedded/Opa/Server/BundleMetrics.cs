using System.Globalization;
using System.Text;
using OpenClaw.Opa.Reports;

namespace OpenClaw.Opa.Server;

/// <summary>Bundles in Prometheus text; times are nanoseconds since 1970.</summary>
internal static class BundleMetrics
{
    public static void Write(StringBuilder text, IReadOnlyList<(string Name, BundleFigures Figures)> bundles)
    {
        Series(text, bundles, "bundle_loaded_counter", "counter", "Number of bundles loaded with success.", figures => figures.Loaded);
        Series(text, bundles, "bundle_failed_load_counter", "counter", "Number of bundles that have failed to load.", figures => figures.Failed);
        Series(text, bundles, "last_bundle_request", "gauge", "Last bundle request in UNIX nanoseconds.", figures => Since1970(figures.Request));
        Series(text, bundles, "last_success_bundle_request", "gauge", "Last successful bundle request in UNIX nanoseconds.", figures => Since1970(figures.GoodRequest));
        Series(text, bundles, "last_success_bundle_download", "gauge", "Last successful bundle download in UNIX nanoseconds.", figures => Since1970(figures.Download));
        Series(text, bundles, "last_success_bundle_activation", "gauge", "Last successful bundle activation in UNIX nanoseconds.", figures => Since1970(figures.Activation));
        text.Append("# HELP bundle_loading_duration_ns A histogram of duration for bundle loading.\n# TYPE bundle_loading_duration_ns histogram\n");
        foreach (var (name, figures) in bundles)
        {
            figures.Loading.Write(text, "bundle_loading_duration_ns", $"name=\"{Escape(name)}\"");
        }
    }

    private static void Series(StringBuilder text, IReadOnlyList<(string Name, BundleFigures Figures)> bundles, string name, string type, string help, Func<BundleFigures, long?> value)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (bundle, figures) in bundles)
        {
            if (value(figures) is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{name=\"{Escape(bundle)}\"}} {number}\n");
            }
        }
    }

    private static string Escape(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static long? Since1970(DateTimeOffset? time) => time is { } value ? (value - DateTimeOffset.UnixEpoch).Ticks * 100 : null;
}
