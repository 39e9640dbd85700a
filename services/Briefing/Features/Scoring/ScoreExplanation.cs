using System.Globalization;
using OpenClaw.Briefing.Features.Tasks;

namespace OpenClaw.Briefing.Features.Scoring;

/// <summary>One part of a score in words.</summary>
/// <param name="Part">deadline, seniority, follow_ups, sla or blocking.</param>
public sealed record ScoreReason(string Part, int Points, int Max, string Text);

/// <summary>Says in plain words where each part of a score comes from.</summary>
internal static class ScoreExplanation
{
    public static IReadOnlyList<ScoreReason> Of(UrgencySignals signals, ScoreBreakdown score, DateTimeOffset now) =>
    [
        new("deadline", score.Deadline, ScoreBreakdown.DeadlineMax, Deadline(signals.Deadline, now)),
        new("seniority", score.Seniority, ScoreBreakdown.SeniorityMax, Seniority(signals.SenderSeniority)),
        new("follow_ups", score.FollowUps, ScoreBreakdown.FollowUpsMax, FollowUps(signals.FollowUpCount)),
        new("sla", score.Sla, ScoreBreakdown.SlaMax, Sla(signals.SlaTimer, now)),
        new("blocking", score.Blocking, ScoreBreakdown.BlockingMax, Blocking(signals.BlockingRelationships.Count)),
    ];

    private static string Deadline(DateTimeOffset? deadline, DateTimeOffset now) => deadline switch
    {
        null => "No deadline is known",
        { } due when due <= now => $"Overdue for {Span(now - due)}",
        { } due => $"Due in {Span(due - now)}",
    };

    private static string Seniority(int? level) => level is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"Asked by somebody of level {known} of 10")
        : "The seniority of who asks is unknown";

    private static string FollowUps(int count) => count switch
    {
        <= 0 => "Nobody had to ask again",
        1 => "Asked again once",
        _ => string.Create(CultureInfo.InvariantCulture, $"Asked again {count} times"),
    };

    private static string Sla(DateTimeOffset? timer, DateTimeOffset now) => timer switch
    {
        null => "No service level applies",
        { } limit when limit <= now => $"Service level breached {Span(now - limit)} ago",
        { } limit => $"Service level ends in {Span(limit - now)}",
    };

    private static string Blocking(int count) => count switch
    {
        <= 0 => "Blocks nothing that is known",
        1 => "Blocks one other item",
        _ => string.Create(CultureInfo.InvariantCulture, $"Blocks {count} other items"),
    };

    private static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
    };
}
