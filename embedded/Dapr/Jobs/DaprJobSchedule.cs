using System.Globalization;
using System.Text.RegularExpressions;

namespace Dapr.Jobs.Models;

/// <summary>When a job is due.</summary>
public sealed partial class DaprJobSchedule
{
    private const string EveryPrefix = "@every ";

    private DaprJobSchedule(string expressionValue) => ExpressionValue = expressionValue;

    /// <summary>The schedule as the sidecar reads it.</summary>
    public string ExpressionValue { get; }

    /// <summary>Midnight of the first of January.</summary>
    public static DaprJobSchedule Yearly { get; } = new("@yearly");

    /// <summary>Midnight of the first of every month.</summary>
    public static DaprJobSchedule Monthly { get; } = new("@monthly");

    /// <summary>Midnight of every Sunday.</summary>
    public static DaprJobSchedule Weekly { get; } = new("@weekly");

    /// <summary>Every midnight.</summary>
    public static DaprJobSchedule Daily { get; } = new("@daily");

    /// <summary>Every midnight.</summary>
    public static DaprJobSchedule Midnight { get; } = new("@midnight");

    /// <summary>Every full hour.</summary>
    public static DaprJobSchedule Hourly { get; } = new("@hourly");

    /// <summary>Whether it is a word for a period, or a repeated duration.</summary>
    public bool IsPrefixedPeriodExpression => ExpressionValue.StartsWith('@');

    /// <summary>Whether it is one instant.</summary>
    public bool IsPointInTimeExpression => DateTimeOffset.TryParse(ExpressionValue, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether it is a duration that repeats.</summary>
    public bool IsDurationExpression => ExpressionValue.StartsWith(EveryPrefix, StringComparison.Ordinal) && Duration().IsMatch(ExpressionValue[EveryPrefix.Length..]);

    /// <summary>Whether it is a cron expression.</summary>
    public bool IsCronExpression => ExpressionValue.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: 6 } parts && parts.All(part => CronField().IsMatch(part));

    /// <summary>By a cron expression.</summary>
    public static DaprJobSchedule FromCronExpression(CronExpressionBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new(builder.ToString());
    }

    /// <summary>Once, at an instant.</summary>
    public static DaprJobSchedule FromDateTime(DateTimeOffset scheduledTime) => new(scheduledTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>By what the sidecar reads.</summary>
    public static DaprJobSchedule FromExpression(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new(expression);
    }

    /// <summary>Again and again after a duration.</summary>
    public static DaprJobSchedule FromDuration(TimeSpan duration)
    {
        var text = string.Concat(
            Part((long)duration.TotalHours, "h"), Part(duration.Minutes, "m"), Part(duration.Seconds, "s"), Part(duration.Milliseconds, "ms"));
        return new(EveryPrefix + (text.Length > 0 ? text : "0s"));
    }

    private static string Part(long amount, string unit) => amount > 0 ? amount.ToString(CultureInfo.InvariantCulture) + unit : string.Empty;

    [GeneratedRegex(@"^(\d+(\.\d+)?(h|m|s|ms|us|ns))+$")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[A-Za-z0-9*,/?\-#]+$")]
    private static partial Regex CronField();
}
