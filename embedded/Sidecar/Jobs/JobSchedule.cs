using OpenClaw.Sidecar.Bindings;

namespace OpenClaw.Sidecar.Jobs;

/// <summary>When a job fires: six cron fields, <c>@every</c> and its kin, in UTC or in the zone that <c>TZ=</c> names.</summary>
internal static class JobSchedule
{
    /// <exception cref="FormatException">The text is no schedule.</exception>
    public static DateTimeOffset Next(string schedule, DateTimeOffset after)
    {
        var text = schedule.Trim();
        var zone = TimeZoneInfo.Utc;
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var parts = text.Split(' ', 2);
            zone = Zone(parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
            text = parts.Length > 1 ? parts[1].Trim() : "";
        }
        if (!text.StartsWith('@') && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 6)
        {
            throw new FormatException($"\"{schedule}\" is not a schedule: it needs six fields");
        }
        var cron = CronSchedule.Parse(text);
        if (zone == TimeZoneInfo.Utc || text.StartsWith("@every", StringComparison.Ordinal))
        {
            return cron.Next(after);
        }
        // The fields speak of the zone's clock: found there as if it were UTC, then moved back.
        var local = cron.Next(new DateTimeOffset(TimeZoneInfo.ConvertTime(after, zone).DateTime, TimeSpan.Zero)).DateTime;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static TimeZoneInfo Zone(string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new FormatException($"\"{name}\" is not a time zone", error);
        }
    }
}
