using System.Text.RegularExpressions;

namespace OpenClaw.Sidecar.Resources;

/// <summary>An entry of <c>metrics.rules</c>: label values that match become the name written beside the expression.</summary>
internal sealed record MetricRule(string Metric, string Label, IReadOnlyList<(Regex Match, string Value)> Replacements)
{
    public string Apply(string value)
    {
        foreach (var (match, replacement) in Replacements)
        {
            if (match.IsMatch(value))
            {
                return replacement;
            }
        }
        return value;
    }
}
