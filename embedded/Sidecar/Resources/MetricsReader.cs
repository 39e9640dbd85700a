using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reads <c>metrics</c> of a Configuration.</summary>
internal static class MetricsReader
{
    public static MetricsSettings Read(YamlNode node, string file)
    {
        var settings = new MetricsSettings();
        var buckets = node.At("latencyDistributionBuckets").Items().Select(item => double.TryParse(item.Text(), CultureInfo.InvariantCulture, out var bound)
            ? bound : throw new ResourceException($"{file}: metrics.latencyDistributionBuckets must be numbers")).ToArray();
        return settings with
        {
            Enabled = node.At("enabled").Text() is null || node.At("enabled").Truthy(),
            IncreasedCardinality = node.At("http", "increasedCardinality").Truthy(),
            ExcludeVerbs = node.At("http", "excludeVerbs").Truthy(),
            PathMatching = [.. node.At("http", "pathMatching").Items().Select(item => item.Text()).OfType<string>()],
            Rules = [.. node.At("rules").Items().SelectMany(rule => Labels(rule, file))],
            LatencyBuckets = buckets.Length > 0 ? buckets : settings.LatencyBuckets,
        };
    }

    private static IEnumerable<MetricRule> Labels(YamlNode rule, string file) => rule.At("labels").Items().Select(label => new MetricRule(
        rule.At("name").Text() ?? "",
        label.At("name").Text() ?? "",
        [.. label.At("regex").Entries().Select(pair => (Pattern(pair.Value.Text() ?? "", file), pair.Key))]));

    private static Regex Pattern(string text, string file)
    {
        try
        {
            return new Regex($"^(?:{text})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ResourceException($"{file}: metrics.rules: \"{text}\" is not a regular expression", error);
        }
    }
}
