using System.Globalization;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings;

/// <summary>Five or six cron fields (seconds optional and first), <c>@every</c>, <c>@hourly</c> and their kin; UTC.</summary>
internal sealed class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private readonly TimeSpan? _every;
    private readonly bool[][] _fields = [];
    private readonly bool _anyDay;
    private readonly bool _anyWeekday;

    private CronSchedule(TimeSpan every) => _every = every;

    private CronSchedule(string[] fields)
    {
        _fields =
        [
            Field(fields[0], 0, 59, []), Field(fields[1], 0, 59, []), Field(fields[2], 0, 23, []),
            Field(fields[3], 1, 31, []), Field(fields[4], 1, 12, Months), Field(fields[5].Replace('7', '0'), 0, 6, Days),
        ];
        _anyDay = fields[3] is "*" or "?";
        _anyWeekday = fields[5] is "*" or "?";
    }

    public static CronSchedule Parse(string text)
    {
        text = text.Trim();
        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            return MetadataValues.Duration(text["@every ".Length..], TimeSpan.FromSeconds(1)) is { } every && every >= TimeSpan.FromMilliseconds(1)
                ? new CronSchedule(every) : throw new FormatException($"\"{text}\" is not a schedule");
        }
        text = text switch
        {
            "@yearly" or "@annually" => "0 0 0 1 1 *",
            "@monthly" => "0 0 0 1 * *",
            "@weekly" => "0 0 0 * * 0",
            "@daily" or "@midnight" => "0 0 0 * * *",
            "@hourly" => "0 0 * * * *",
            _ => text,
        };
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length switch
        {
            6 => new CronSchedule(fields),
            5 => new CronSchedule(["0", .. fields]),
            _ => throw new FormatException($"\"{text}\" is not a schedule"),
        };
    }

    /// <summary>The first firing after an instant.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        if (_every is { } every)
        {
            return after + every;
        }
        var at = new DateTimeOffset(after.Year, after.Month, after.Day, after.Hour, after.Minute, after.Second, TimeSpan.Zero).AddSeconds(1);
        var limit = after.AddYears(5);
        while (at < limit)
        {
            if (!_fields[4][at.Month])
            {
                at = new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
            }
            else if (!DayMatches(at))
            {
                at = new DateTimeOffset(at.Year, at.Month, at.Day, 0, 0, 0, TimeSpan.Zero).AddDays(1);
            }
            else if (!_fields[2][at.Hour])
            {
                at = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
            }
            else if (!_fields[1][at.Minute])
            {
                at = new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero).AddMinutes(1);
            }
            else if (!_fields[0][at.Second])
            {
                at = at.AddSeconds(1);
            }
            else
            {
                return at;
            }
        }
        throw new FormatException("the schedule never fires");
    }

    /// <summary>Both day fields restricted: either one suffices, as cron has always done.</summary>
    private bool DayMatches(DateTimeOffset at)
    {
        var (day, weekday) = (_fields[3][at.Day], _fields[5][(int)at.DayOfWeek]);
        return _anyDay || _anyWeekday ? day && weekday : day || weekday;
    }

    private static bool[] Field(string text, int lowest, int highest, string[] names)
    {
        var set = new bool[highest + 1];
        foreach (var part in text.Split(','))
        {
            var step = part.Split('/');
            var range = step[0] is "*" or "?" ? [lowest.ToString(CultureInfo.InvariantCulture), highest.ToString(CultureInfo.InvariantCulture)] : step[0].Split('-');
            var from = Number(range[0], names, lowest);
            var to = range.Length > 1 ? Number(range[1], names, lowest) : step.Length > 1 ? highest : from;
            var by = step.Length > 1 ? Number(step[1], [], 0) : 1;
            if (from < lowest || to > highest || from > to || by < 1)
            {
                throw new FormatException($"\"{text}\" is not a cron field");
            }
            for (var value = from; value <= to; value += by)
            {
                set[value] = true;
            }
        }
        return set;
    }

    private static int Number(string text, string[] names, int first)
    {
        var index = Array.IndexOf(names, text.ToLowerInvariant());
        return index >= 0 ? index + first
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw new FormatException($"\"{text}\" is not a cron value");
    }
}
