using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Scoring;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Composition;

/// <summary>Composes a briefing from the tasks of a desk; everything is measured against one "now".</summary>
internal static class BriefingComposer
{
    private const int TaskLimit = 20;

    public static DailyBriefing Compose(
        DeskOwner owner, BriefingRun run, DeskState state, CompleteRun scan, DateTimeOffset now)
    {
        var open = Rank(state.Tasks.Values.Where(task => task.IsOpen()));
        var listed = Listed(state);
        return new DailyBriefing
        {
            Id = run.BriefingId,
            TenantId = owner.TenantId,
            UserId = owner.UserId,
            GeneratedAt = now,
            SlotKey = run.SlotKey,
            RefreshNo = run.RefreshNo,
            Tasks = [.. listed.Select((task, index) => Entry(task, index + 1, now))],
            TimeBlocks = TimeBlockPlanner.Plan(Window(scan.Hours, now), [], scan.Hours.MeetingBuffer, listed, now),
            Alerts = AlertList.Of(open, scan.ConnectorStatus, scan.Activity, now),
            ConnectorStatus = scan.ConnectorStatus,
            Activity = scan.Activity,
            Completeness = Completeness(scan.ConnectorStatus),
            Classification = listed.Select(task => task.Classification).DefaultIfEmpty(Classification.Internal).Max(),
            GenerationMs = (long)(now - run.StartedAt).TotalMilliseconds,
            RequestId = scan.RequestId,
        };
    }

    /// <summary>The tasks a briefing shows: the open ones, best first.</summary>
    public static IReadOnlyList<WorkTask> Listed(DeskState state) =>
        [.. Rank(state.Tasks.Values.Where(task => task.IsOpen())).Take(TaskLimit)];

    /// <summary>Highest score first; then the earlier deadline, the older task, the smaller id.</summary>
    public static IReadOnlyList<WorkTask> Rank(IEnumerable<WorkTask> tasks) =>
    [
        .. tasks
            .OrderByDescending(task => task.PriorityScore)
            .ThenBy(task => task.Signals.Deadline ?? DateTimeOffset.MaxValue)
            .ThenBy(task => task.DiscoveredAt)
            .ThenBy(task => task.Id),
    ];

    private static BriefingTask Entry(WorkTask task, int rank, DateTimeOffset now) => new(
        task.Id,
        rank,
        task.Title,
        task.PriorityScore,
        task.Breakdown,
        ScoreExplanation.Of(task.Signals, task.Breakdown, now),
        task.Status,
        task.Relation,
        task.Signals.Deadline,
        task.Classification,
        task.Sources,
        task.Related,
        task.NeedsVerification);

    private static WorkingWindow Window(WorkingHours hours, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(hours.TimeZone);
        var local = TimeZoneInfo.ConvertTime(now, zone);
        DateTimeOffset At(TimeOnly time)
        {
            var wall = DateOnly.FromDateTime(local.DateTime).ToDateTime(time);
            return new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
        }

        return new WorkingWindow(At(hours.Start), At(hours.End));
    }

    private static decimal Completeness(IReadOnlyDictionary<string, SourceStatus> sources)
    {
        var counted = sources.Values.Where(status => status != SourceStatus.Disabled).ToArray();
        return counted.Length == 0 ? 1 : Math.Round(counted.Average(Share), 2);
    }

    private static decimal Share(SourceStatus status) => status switch
    {
        SourceStatus.Ok => 1m,
        SourceStatus.Partial => 0.5m,
        _ => 0m,
    };
}
