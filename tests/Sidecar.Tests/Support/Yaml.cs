using System.Globalization;
using System.Text;

namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>Resource documents for tests.</summary>
internal static class Yaml
{
    public static string Component(string name, string type, string version = "v1", string extra = "", params (string Name, string Value)[] metadata)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: {version}\n{extra}");
        if (metadata.Length > 0)
        {
            text.Append("  metadata:\n");
        }
        foreach (var (key, value) in metadata)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - name: {key}\n      value: \"{value}\"\n");
        }
        return text.ToString();
    }

    public static string Subscription(string topic, string route, string pubsub = "pubsub", string? deadLetter = null, string extra = "") =>
        $"apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: {topic}\nspec:\n  pubsubname: {pubsub}\n  topic: {topic}\n"
        + (route.Length > 0 ? $"  routes:\n    default: {route}\n" : "")
        + (deadLetter is null ? "" : $"  deadLetterTopic: {deadLetter}\n") + extra;

    public static string Retry(string target, int retries, string kind = "components", string direction = "inbound") =>
        $"apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: r\nspec:\n  policies:\n    retries:\n      few: {{policy: constant, duration: 50ms, maxRetries: {retries}}}\n"
        + $"  targets:\n    {kind}:\n      {target}:\n" + (kind == "components" ? $"        {direction}: {{retry: few}}\n" : "        retry: few\n");

    public static string Join(params string[] documents) => string.Join("---\n", documents);
}
