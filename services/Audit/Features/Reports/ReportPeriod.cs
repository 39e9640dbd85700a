using System.Globalization;

namespace OpenClaw.Audit.Features.Reports;

/// <summary>A week from Monday or a calendar month, 00:00 UTC.</summary>
/// <param name="Of">As people call it: <c>2026-W46</c> (ISO 8601) or <c>2026-10</c>.</param>
internal sealed record ReportPeriod(bool IsWeek, string Of, DateTimeOffset From, DateTimeOffset To)
{
    public const string Weekly = "week";
    public const string Monthly = "month";

    public static ReportPeriod WeekOf(DateTimeOffset moment)
    {
        var day = moment.UtcDateTime.Date;
        var monday = Start(ISOWeek.ToDateTime(ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day), DayOfWeek.Monday));
        return new ReportPeriod(true, string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):0000}-W{ISOWeek.GetWeekOfYear(day):00}"), monday, monday.AddDays(7));
    }

    public static ReportPeriod MonthOf(DateTimeOffset moment)
    {
        var first = Start(new DateTime(moment.UtcDateTime.Year, moment.UtcDateTime.Month, 1));
        return new ReportPeriod(false, first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, first.AddMonths(1));
    }

    /// <summary>The week and the month that ended last.</summary>
    public static IReadOnlyList<ReportPeriod> EndedBefore(DateTimeOffset now) => [WeekOf(WeekOf(now).From.AddDays(-1)), MonthOf(MonthOf(now).From.AddDays(-1))];

    /// <summary>The period of that name; null when there is none.</summary>
    public static ReportPeriod? Parse(string kind, string of) => kind switch
    {
        Weekly when of.Split("-W") is [var year, var week] && Number(year, 4) is > 0 and < 9999 and var y && Number(week, 2) is > 0 and var w && w <= ISOWeek.GetWeeksInYear(y) =>
            WeekOf(Start(ISOWeek.ToDateTime(y, w, DayOfWeek.Monday))),
        Monthly when DateTime.TryParseExact(of, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) && first.Year < 9999 => MonthOf(Start(first)),
        _ => null,
    };

    private static int Number(string text, int length) => text.Length == length && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateTimeOffset Start(DateTime day) => new(DateTime.SpecifyKind(day, DateTimeKind.Utc));
}
