using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace OpenClaw.Sidecar.Actors;

/// <summary>Times of timers and reminders: Go style, ISO 8601, repetitions, instants.</summary>
internal static partial class ActorTime
{
    private const string Every = "@every ";

    /// <exception cref="FormatException">The text is no duration.</exception>
    public static TimeSpan Duration(string text)
    {
        if (text.StartsWith('P'))
        {
            // Days and longer are refused as the scheduler refuses them: their length depends on the calendar.
            return text.AsSpan(1).IndexOfAny("YMWD") is var unit && unit >= 0 && (text.IndexOf('T', StringComparison.Ordinal) is var time && (time < 0 || unit + 1 < time))
                ? throw new FormatException($"unsupported duration '{text}': only hours, minutes and seconds are allowed")
                : XmlConvert.ToTimeSpan(text);
        }
        var match = Go().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"unsupported duration '{text}'");
        }
        var total = TimeSpan.Zero;
        for (var part = 0; part < match.Groups["n"].Captures.Count; part++)
        {
            var number = double.Parse(match.Groups["n"].Captures[part].ValueSpan, CultureInfo.InvariantCulture);
            total += match.Groups["u"].Captures[part].Value switch
            {
                "h" => TimeSpan.FromHours(number),
                "m" => TimeSpan.FromMinutes(number),
                "s" => TimeSpan.FromSeconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                "us" or "µs" => TimeSpan.FromMicroseconds(number),
                _ => TimeSpan.FromMicroseconds(number / 1000),
            };
        }
        return total;
    }

    /// <summary>An instant, or a duration from now; null when nothing is said.</summary>
    public static DateTimeOffset? Instant(string? text, DateTimeOffset now) => string.IsNullOrEmpty(text)
        ? null
        : char.IsAsciiDigit(text[0]) && text.Contains('T', StringComparison.Ordinal)
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime()
            : now + Duration(text);

    /// <summary>How often, and how many times; a null period means once.</summary>
    public static (TimeSpan? Period, int? Times) Period(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (null, null);
        }
        if (text.StartsWith('R'))
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var count = slash < 0 ? text[1..] : text[1..slash];
            return !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var times) || times == 0
                ? throw new FormatException($"unsupported period '{text}': the number of repetitions must be positive")
                : (slash < 0 ? null : Positive(text[(slash + 1)..]), times);
        }
        return (Positive(text.StartsWith(Every, StringComparison.Ordinal) ? text[Every.Length..] : text), null);
    }

    /// <summary>The form of Go's <c>time.Duration</c>.</summary>
    public static string Text(TimeSpan value)
    {
        var seconds = (value.TotalSeconds % 60).ToString("0.#######", CultureInfo.InvariantCulture) + "s";
        return value.TotalHours >= 1 ? $"{(long)value.TotalHours}h{value.Minutes}m{seconds}"
            : value.TotalMinutes >= 1 ? $"{value.Minutes}m{seconds}"
            : seconds;
    }

    private static TimeSpan? Positive(string text) => Duration(text) is var period && period > TimeSpan.Zero ? period : null;

    [GeneratedRegex(@"^(?:(?<n>\d+(?:\.\d+)?)(?<u>ms|us|µs|ns|h|m|s))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Go();
}
