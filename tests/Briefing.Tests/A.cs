using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Scoring;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Tests;

/// <summary>Builders with good defaults.</summary>
internal static class A
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    public static readonly DeskOwner Sarah = new("acme", "sarah");
    public static readonly WorkingHours Hours = new("UTC", new TimeOnly(9, 0), new TimeOnly(17, 0), TimeSpan.FromMinutes(15));

    public static UrgencySignals Signals(
        TimeSpan? deadline = null, int? level = null, int followUps = 0, TimeSpan? sla = null, int blocks = 0) =>
        new(Now + deadline, level, followUps, Now + sla, [.. Enumerable.Range(1, blocks).Select(n => $"github:acme/pay#{n}")]);

    public static CorrelationSubject Subject(string system, string sourceId, string title, string text = "", double hoursLater = 0) =>
        new($"{system}:{sourceId}", system, sourceId, title, text, Now.AddHours(hoursLater));

    public static ConnectorItem Issue(int number, string title = "Something to do", double updatedHours = -10, string repository = "acme/pay") =>
        new($"github:{repository}/issues/{number}", "github", $"{repository}/issues/{number}", title, "", Classification.Internal, $"https://github.test/{repository}/issues/{number}", Now.AddHours(updatedHours))
        {
            Repository = repository,
            ConcernedUsers = new Dictionary<string, ItemRelation> { ["sarah"] = ItemRelation.Assigned },
            Metadata = new Dictionary<string, string> { ["number"] = $"{number}" },
        };

    public static ConnectorItem Ticket(string key, string title, double updatedHours = -10) =>
        new($"jira:{key}", "jira", key, title, "", Classification.Internal, $"https://jira.test/{key}", Now.AddHours(updatedHours))
        {
            ConcernedUsers = new Dictionary<string, ItemRelation> { ["sarah"] = ItemRelation.Assigned },
        };

    public static WorkTask Task(string title, int score = 10, ItemRelation relation = ItemRelation.Assigned, string system = "github") => new()
    {
        Id = StableId.Of(title),
        Title = title,
        Description = "",
        PriorityScore = score,
        Breakdown = new ScoreBreakdown(score, 0, 0, 0, 0),
        Status = WorkTaskStatus.Discovered,
        Sources = [new TaskSource(system, title, "https://example.test")],
        Signals = Signals(),
        Classification = Classification.Internal,
        Relation = relation,
        DiscoveredAt = Now,
        UpdatedAt = Now,
    };

    public static DeskState Desk(params ConnectorItem[] items) => Observe(DeskState.Empty, items);

    public static DeskState Observe(DeskState state, params ConnectorItem[] items)
    {
        var (next, changed) = ItemBook.Observe(state, Sarah, items);
        return changed == 0 ? state : TaskBook.Recompute(next, Sarah, Now, "request-1");
    }

    /// <summary>A day with one reading refused and one failed.</summary>
    public static PersonActivity Activity() => new(
        Now.AddDays(-1),
        Now,
        [new ActivityCount(AuditActionType.DataAccess, 7, 1, 1, 0)],
        [Highlight(AuditOutcome.Error, 2), Highlight(AuditOutcome.Denied, 1)],
        new Dictionary<string, ConnectorActivity> { ["github"] = new(SourceStatus.Error, 9, Now.AddMinutes(-1)) },
        new AutoResponseSummary(3, 1, 0, 0, 1, 6));

    public static Meeting Meeting(string start, string end) => new(At(start), At(end));

    public static DateTimeOffset At(string time) => new(DateOnly.FromDateTime(Now.DateTime).ToDateTime(TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture)), TimeSpan.Zero);

    private static ActivityHighlight Highlight(AuditOutcome outcome, int minutes) =>
        new(Guid.CreateVersion7(), Now.AddMinutes(-minutes), AuditActionType.DataAccess, "github_issue_read", outcome, "acme-integrations", "because", $"request-{minutes}");
}
