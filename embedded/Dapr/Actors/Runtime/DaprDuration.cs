using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Dapr.Actors.Runtime;

/// <summary>Times as the sidecar writes them.</summary>
internal static partial class DaprDuration
{
    public static readonly TimeSpan Once = TimeSpan.FromMilliseconds(-1);

    /// <summary>All four units, as the SDK writes them; empty for "once".</summary>
    public static string Format(TimeSpan value) => value < TimeSpan.Zero
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalHours}h{value.Minutes}m{value.Seconds}s{value.Milliseconds}ms");

    /// <summary>A period with a number of repetitions.</summary>
    public static string Format(TimeSpan period, int? repetitions)
    {
        if (repetitions is not { } times)
        {
            return Format(period);
        }

        var every = XmlConvert.ToString(period < TimeSpan.Zero ? TimeSpan.Zero : period);
        return string.Create(CultureInfo.InvariantCulture, $"R{times}/{every}");
    }

    public static TimeSpan Parse(string? text) => ParsePeriod(text).Period;

    public static (TimeSpan Period, int? Repetitions) ParsePeriod(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (Once, null);
        }

        if (text.StartsWith('R'))
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var times = int.Parse(slash < 0 ? text.AsSpan(1) : text.AsSpan(1, slash - 1), NumberStyles.None, CultureInfo.InvariantCulture);
            return (slash < 0 ? Once : ParsePeriod(text[(slash + 1)..]).Period, times);
        }

        if (text.StartsWith('P'))
        {
            return (XmlConvert.ToTimeSpan(text), null);
        }

        const string Every = "@every ";
        return (ParseGo(text.StartsWith(Every, StringComparison.Ordinal) ? text[Every.Length..] : text), null);
    }

    private static TimeSpan ParseGo(string text)
    {
        var total = TimeSpan.Zero;
        var matched = 0;
        foreach (var part in Parts().EnumerateMatches(text))
        {
            var match = Parts().Match(text, part.Index, part.Length);
            var number = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            total += match.Groups[2].Value switch
            {
                "h" => TimeSpan.FromHours(number),
                "m" => TimeSpan.FromMinutes(number),
                "s" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                "us" or "µs" => TimeSpan.FromMicroseconds(number),
                _ => TimeSpan.FromMicroseconds(number / 1000),
            };
            matched += part.Length;
        }

        return matched == text.Length ? total : throw new FormatException($"'{text}' is not a duration.");
    }

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
