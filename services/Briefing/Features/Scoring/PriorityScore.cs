using OpenClaw.Briefing.Features.Tasks;

namespace OpenClaw.Briefing.Features.Scoring;

/// <summary>The score of spec/briefing.md 5: five tables, whole numbers, one "now" for a whole run.</summary>
internal static class PriorityScore
{
    public static ScoreBreakdown Of(UrgencySignals signals, DateTimeOffset now) => new(
        DeadlinePoints(signals.Deadline - now),
        SeniorityPoints(signals.SenderSeniority),
        FollowUpPoints(signals.FollowUpCount),
        SlaPoints(signals.SlaTimer - now),
        BlockingPoints(signals.BlockingRelationships.Count));

    private static int DeadlinePoints(TimeSpan? left) => left switch
    {
        null => 5,
        { Ticks: <= 0 } => 30,
        { TotalHours: < 4 } => 28,
        { TotalHours: < 24 } => 22,
        { TotalHours: < 72 } => 15,
        { TotalHours: < 168 } => 10,
        _ => 5,
    };

    // 1.5 per level, rounded half away from zero, without leaving whole numbers.
    private static int SeniorityPoints(int? level) =>
        level is { } known ? Math.Min(ScoreBreakdown.SeniorityMax, ((3 * Math.Clamp(known, 1, 10)) + 1) / 2) : 5;

    private static int FollowUpPoints(int count) => count switch
    {
        <= 0 => 0,
        1 => 5,
        2 => 10,
        <= 4 => 15,
        _ => 20,
    };

    private static int SlaPoints(TimeSpan? left) => left switch
    {
        null => 0,
        { Ticks: <= 0 } => 20,
        { TotalHours: < 1 } => 18,
        { TotalHours: < 4 } => 14,
        { TotalHours: < 24 } => 8,
        _ => 3,
    };

    private static int BlockingPoints(int count) => count switch
    {
        <= 0 => 0,
        1 => 8,
        <= 3 => 12,
        _ => 15,
    };
}
