namespace Dapr.Jobs;

/// <summary>A part of a time.</summary>
public enum CronPeriod
{
    /// <summary>Seconds.</summary>
    Second = 0,

    /// <summary>Minutes.</summary>
    Minute = 1,

    /// <summary>Hours.</summary>
    Hour = 2,

    /// <summary>Days of a month.</summary>
    DayOfMonth = 3,

    /// <summary>Months.</summary>
    Month = 4,

    /// <summary>Days of a week.</summary>
    DayOfWeek = 5,
}

/// <summary>A day of the week.</summary>
public enum DayOfWeek
{
    /// <summary>Sunday.</summary>
    Sunday = 0,

    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 3,

    /// <summary>Thursday.</summary>
    Thursday = 4,

    /// <summary>Friday.</summary>
    Friday = 5,

    /// <summary>Saturday.</summary>
    Saturday = 6,
}

/// <summary>A part of a time that can be stepped through.</summary>
public enum EveryCronPeriod
{
    /// <summary>Seconds.</summary>
    Second = 0,

    /// <summary>Minutes.</summary>
    Minute = 1,

    /// <summary>Hours.</summary>
    Hour = 2,

    /// <summary>Months.</summary>
    Month = 3,

    /// <summary>Days of a month.</summary>
    DayInMonth = 4,

    /// <summary>Days of a week.</summary>
    DayInWeek = 5,
}

/// <summary>A month.</summary>
public enum MonthOfYear
{
    /// <summary>January.</summary>
    January = 1,

    /// <summary>February.</summary>
    February = 2,

    /// <summary>March.</summary>
    March = 3,

    /// <summary>April.</summary>
    April = 4,

    /// <summary>May.</summary>
    May = 5,

    /// <summary>June.</summary>
    June = 6,

    /// <summary>July.</summary>
    July = 7,

    /// <summary>August.</summary>
    August = 8,

    /// <summary>September.</summary>
    September = 9,

    /// <summary>October.</summary>
    October = 10,

    /// <summary>November.</summary>
    November = 11,

    /// <summary>December.</summary>
    December = 12,
}

/// <summary>A part of a time whose values can be listed.</summary>
public enum OnCronPeriod
{
    /// <summary>Seconds.</summary>
    Second = 0,

    /// <summary>Minutes.</summary>
    Minute = 1,

    /// <summary>Hours.</summary>
    Hour = 2,

    /// <summary>Days of a month.</summary>
    DayOfMonth = 3,
}

/// <summary>A part of a time of which a range can be named.</summary>
public enum ThroughCronPeriod
{
    /// <summary>Seconds.</summary>
    Second = 0,

    /// <summary>Minutes.</summary>
    Minute = 1,

    /// <summary>Hours.</summary>
    Hour = 2,

    /// <summary>Days of a month.</summary>
    DayOfMonth = 3,

    /// <summary>Months.</summary>
    Month = 4,
}
