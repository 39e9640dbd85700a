using System.Globalization;
using System.Numerics;
using System.Text;

namespace OpenClaw.Rego.Builtins;

/// <summary>Formats and reads times by Go's reference-time layouts.</summary>
internal static class GoTime
{
    private static readonly string[] LongMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] LongDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["ANSIC"] = "Mon Jan _2 15:04:05 2006",
        ["UnixDate"] = "Mon Jan _2 15:04:05 MST 2006",
        ["RubyDate"] = "Mon Jan 02 15:04:05 -0700 2006",
        ["RFC822"] = "02 Jan 06 15:04 MST",
        ["RFC822Z"] = "02 Jan 06 15:04 -0700",
        ["RFC850"] = "Monday, 02-Jan-06 15:04:05 MST",
        ["RFC1123"] = "Mon, 02 Jan 2006 15:04:05 MST",
        ["RFC1123Z"] = "Mon, 02 Jan 2006 15:04:05 -0700",
        ["RFC3339"] = "2006-01-02T15:04:05Z07:00",
        ["RFC3339Nano"] = "2006-01-02T15:04:05.999999999Z07:00",
        ["Kitchen"] = "3:04PM",
        ["Stamp"] = "Jan _2 15:04:05",
        ["StampMilli"] = "Jan _2 15:04:05.000",
        ["StampMicro"] = "Jan _2 15:04:05.000000",
        ["StampNano"] = "Jan _2 15:04:05.000000000",
        ["DateTime"] = "2006-01-02 15:04:05",
        ["DateOnly"] = "2006-01-02",
        ["TimeOnly"] = "15:04:05",
    };

    // Longer elements before their beginnings.
    private static readonly string[] Elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07",
        "002", "__2", "01", "02", "03", "04", "05", "06", "15", "_2", "PM", "pm", "1", "2", "3", "4", "5",
    ];

    /// <summary>Null for an unknown zone.</summary>
    public static TimeZoneInfo? Zone(string name)
    {
        if (name is "" or "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (name == "Local")
        {
            return TimeZoneInfo.Local;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    /// <summary>Days since 1970 of a date whose month and day may lie outside their ranges.</summary>
    public static long Days(long year, long month, long day)
    {
        year += (long)Math.Floor((month - 1) / 12.0);
        month = ((month - 1) % 12 + 12) % 12 + 1;
        var y = month <= 2 ? year - 1 : year;
        var era = (long)Math.Floor(y / 400.0);
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }

    public static string Format(GoMoment moment, string layout)
    {
        layout = Named.GetValueOrDefault(layout, layout);
        var text = new StringBuilder();
        for (var position = 0; position < layout.Length;)
        {
            var element = ElementAt(layout, position);
            if (element is null)
            {
                text.Append(layout[position++]);
                continue;
            }

            text.Append(element[0] is '.' or ',' ? Fraction(moment, element) : Value(moment, element));
            position += element.Length;
        }

        return text.ToString();
    }

    public static bool TryParse(string layout, string text, out BigInteger nanoseconds, out string error)
    {
        var reader = new GoTimeReader(Named.GetValueOrDefault(layout, layout), text, LongMonths, LongDays);
        return reader.TryRead(out nanoseconds, out error);
    }

    public static string? ElementAt(string layout, int position)
    {
        if (layout[position] is '.' or ',' && position + 1 < layout.Length && layout[position + 1] is '0' or '9')
        {
            var end = position + 1;
            while (end < layout.Length && layout[end] == layout[position + 1])
            {
                end++;
            }

            if (end == layout.Length || !char.IsAsciiDigit(layout[end]))
            {
                return layout[position..end];
            }
        }

        var element = Array.Find(Elements, candidate => string.CompareOrdinal(layout, position, candidate, 0, candidate.Length) == 0);
        return element is "Jan" or "Mon" && position + 3 < layout.Length && char.IsAsciiLetterLower(layout[position + 3]) ? null : element;
    }

    private static string Fraction(GoMoment moment, string element)
    {
        var digits = moment.Nanosecond.ToString("D9", CultureInfo.InvariantCulture)[..Math.Min(9, element.Length - 1)];
        if (element[1] == '0')
        {
            return element[0] + digits;
        }

        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? "" : element[0] + digits;
    }

    private static string Value(GoMoment moment, string element)
    {
        var hour12 = moment.Hour % 12 == 0 ? 12 : moment.Hour % 12;
        return element switch
        {
            "2006" => Padded(moment.Year, 4),
            "06" => Padded(moment.Year % 100, 2),
            "01" => Padded(moment.Month, 2),
            "1" => Padded(moment.Month, 1),
            "Jan" => LongMonths[moment.Month - 1][..3],
            "January" => LongMonths[moment.Month - 1],
            "02" => Padded(moment.Day, 2),
            "_2" => Padded(moment.Day, 1).PadLeft(2),
            "2" => Padded(moment.Day, 1),
            "002" => Padded(moment.Local.DayOfYear, 3),
            "__2" => Padded(moment.Local.DayOfYear, 1).PadLeft(3),
            "Mon" => LongDays[(int)moment.Local.DayOfWeek][..3],
            "Monday" => LongDays[(int)moment.Local.DayOfWeek],
            "15" => Padded(moment.Hour, 2),
            "03" => Padded(hour12, 2),
            "3" => Padded(hour12, 1),
            "04" => Padded(moment.Minute, 2),
            "4" => Padded(moment.Minute, 1),
            "05" => Padded(moment.Second, 2),
            "5" => Padded(moment.Second, 1),
            "PM" => moment.Hour >= 12 ? "PM" : "AM",
            "pm" => moment.Hour >= 12 ? "pm" : "am",
            "MST" => moment.Abbreviation,
            _ => OffsetText(moment.Offset, element),
        };
    }

    private static string Padded(int value, int width) => value.ToString("D" + width, CultureInfo.InvariantCulture);

    private static string OffsetText(TimeSpan offset, string element)
    {
        if (element[0] == 'Z' && offset == TimeSpan.Zero)
        {
            return "Z";
        }

        var sign = offset < TimeSpan.Zero ? "-" : "+";
        var colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var digits = element.Count(char.IsAsciiDigit);
        offset = offset.Duration();
        return sign + Padded(offset.Hours, 2) + (digits > 2 ? colon + Padded(offset.Minutes, 2) : "") + (digits > 4 ? colon + Padded(offset.Seconds, 2) : "");
    }
}
