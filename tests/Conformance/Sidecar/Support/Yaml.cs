using System.Globalization;
using System.Text;

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>Resource documents.</summary>
internal static class Yaml
{
    public static string Component(string name, string type, params (string Name, string Value)[] metadata) => Component(name, type, "v1", "", metadata);

    /// <param name="spec">Further lines of <c>spec</c>, indented by two.</param>
    public static string Component(string name, string type, string version, string spec, params (string Name, string Value)[] metadata)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: {version}\n{spec}");
        if (metadata.Length > 0)
        {
            text.Append("  metadata:\n");
        }
        foreach (var (key, value) in metadata)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - name: {key}\n      value: {Quote(value)}\n");
        }
        return text.ToString();
    }

    public static string Subscription(string topic, string route, string pubsub = "pubsub", string? deadLetter = null, string extra = "") =>
        $"apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: {topic}\nspec:\n  pubsubname: {pubsub}\n  topic: {topic}\n"
        + (route.Length > 0 ? $"  routes:\n    default: {route}\n" : "")
        + (deadLetter is null ? "" : $"  deadLetterTopic: {deadLetter}\n") + extra;

    /// <param name="spec">Lines of <c>spec</c>, indented by two.</param>
    public static string Resiliency(string spec, string name = "resiliency") =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: {name}\nspec:\n{spec}";

    /// <param name="spec">Lines of <c>spec</c>, indented by two.</param>
    public static string Configuration(string spec) =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: config\nspec:\n{spec}";

    public static string Join(params string[] documents) =>
        string.Join("---\n", documents.Select(document => document.EndsWith('\n') ? document : document + "\n"));

    private static string Quote(string value) => "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
