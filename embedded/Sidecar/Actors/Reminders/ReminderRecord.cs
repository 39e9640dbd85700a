using System.Text.Json;
using System.Text.Json.Serialization;
using OpenClaw.Sidecar.Jobs;

namespace OpenClaw.Sidecar.Actors.Reminders;

/// <summary>A reminder as it is kept in the state store.</summary>
/// <param name="Next">When it fires next.</param>
/// <param name="Left">How many firings are left; null for ever.</param>
/// <param name="Schedule">A job's cron text in place of a period.</param>
/// <param name="Version">Random per registration: tells a new registration from the one that is firing.</param>
internal sealed record ReminderRecord(
    string ActorType,
    string ActorId,
    string Name,
    JsonElement? Data,
    string? DueTime,
    string? Period,
    string? Ttl,
    DateTimeOffset Next,
    int? Left,
    DateTimeOffset? Ends,
    int MaxRetries,
    TimeSpan RetryInterval,
    Guid Version,
    string? Schedule = null)
{
    [JsonIgnore]
    public ActorKey Actor => new(ActorType, ActorId);

    /// <summary>The record after a firing; null when that was the last.</summary>
    public ReminderRecord? After(DateTimeOffset now)
    {
        var left = Left - 1;
        if (Schedule is not null && left is not <= 0)
        {
            var planned = JobSchedule.Next(Schedule, Next);
            var coming = planned > now ? planned : JobSchedule.Next(Schedule, now);
            return Ends <= coming ? null : this with { Next = coming, Left = left };
        }
        if (ActorTime.Period(Period).Period is not { } period || left <= 0)
        {
            return null;
        }
        var next = Next + period;
        if (next <= now)
        {
            // Firings that were missed while nobody could fire are not made up for one by one.
            next += TimeSpan.FromTicks(((now - next).Ticks / period.Ticks + 1) * period.Ticks);
        }
        return Ends <= next ? null : this with { Next = next, Left = left };
    }

    /// <summary>What the app gets; due time and period are empty, as the scheduler sends them.</summary>
    public byte[] ToCallback() => JsonSerializer.SerializeToUtf8Bytes(new { data = Data, dueTime = "", period = "" });
}
