using System.Globalization;

namespace Dapr.Jobs;

/// <summary>Puts a cron expression of six fields together, seconds first. A field nobody names matches always.</summary>
public sealed class CronExpressionBuilder
{
    private const int Months = 4;
    private const int Days = 5;

    private static readonly (int Least, int Most)[] Ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
    private readonly string[] _fields = ["*", "*", "*", "*", "*", "*"];

    /// <summary>On these values.</summary>
    public CronExpressionBuilder On(OnCronPeriod period, params int[] values) =>
        Set((int)period, string.Join(',', Checked((int)period, values).Distinct().Order().Select(Text)));

    /// <summary>In these months.</summary>
    public CronExpressionBuilder On(params MonthOfYear[] months) => Set(Months, string.Join(',', months.Distinct().Order().Select(Name)));

    /// <summary>On these days of the week.</summary>
    public CronExpressionBuilder On(params DayOfWeek[] days) => Set(Days, string.Join(',', days.Distinct().Order().Select(Name)));

    /// <summary>From one value to another.</summary>
    public CronExpressionBuilder Through(ThroughCronPeriod period, int from, int to)
    {
        Checked((int)period, from, to);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        return Set((int)period, $"{Text(from)}-{Text(to)}");
    }

    /// <summary>From one day of the week to another.</summary>
    public CronExpressionBuilder Through(DayOfWeek from, DayOfWeek to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)from, (int)to, nameof(from));
        return Set(Days, $"{Name(from)}-{Name(to)}");
    }

    /// <summary>From one month to another.</summary>
    public CronExpressionBuilder Through(MonthOfYear from, MonthOfYear to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)from, (int)to, nameof(from));
        return Set(Months, $"{Name(from)}-{Name(to)}");
    }

    /// <summary>At each value.</summary>
    public CronExpressionBuilder Each(CronPeriod period) => Set((int)period, "*");

    /// <summary>At every so many values.</summary>
    public CronExpressionBuilder Every(EveryCronPeriod period, int interval)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interval);
        var field = period switch
        {
            EveryCronPeriod.Month => Months,
            EveryCronPeriod.DayInMonth => (int)CronPeriod.DayOfMonth,
            _ => (int)period,
        };
        return Set(field, $"*/{Text(interval)}");
    }

    /// <summary>The expression.</summary>
    public override string ToString() => string.Join(' ', _fields);

    private CronExpressionBuilder Set(int field, string text)
    {
        _fields[field] = text;
        return this;
    }

    private static int[] Checked(int field, params int[] values)
    {
        var (least, most) = Ranges[field];
        foreach (var value in values)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, least, nameof(values));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, nameof(values));
        }

        return values;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString()[..3].ToUpperInvariant();

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
