using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Activity;

/// <summary>Makes of counted entries what a person wants to know of a day.</summary>
internal static class ActivitySummary
{
    public static PersonActivity Of(ActivityQuestion question, IReadOnlyList<ActivityTally> tallies, IEnumerable<AuditEntry> highlights, FigureOptions options) => new(
        question.From,
        question.To,
        [.. tallies.GroupBy(tally => tally.ActionType).OrderBy(kind => kind.Key).Select(CountOf)],
        [.. highlights.Select(HighlightOf)],
        tallies.Where(tally => ActivityWords.ConnectorOf(tally) is not null).GroupBy(tally => ActivityWords.ConnectorOf(tally)!).ToDictionary(group => group.Key, ConnectorOf),
        RepliesOf(tallies, options));

    public static AutoResponseSummary RepliesOf(IReadOnlyList<ActivityTally> tallies, FigureOptions options)
    {
        var sent = Count(tallies, ActivityWords.Reply, AuditOutcome.Success);
        return new AutoResponseSummary(
            sent,
            Count(tallies, ActivityWords.Draft, AuditOutcome.PendingApproval),
            Count(tallies, ActivityWords.Reply, AuditOutcome.Denied),
            Count(tallies, ActivityWords.Reply, AuditOutcome.Error),
            Count(tallies, ActivityWords.Retraction, AuditOutcome.Success),
            sent * options.MinutesPerReply);
    }

    private static long Count(IEnumerable<ActivityTally> tallies, string action, AuditOutcome outcome) =>
        tallies.Where(tally => ActivityWords.IsActOf(tally, action) && tally.Outcome == outcome).Sum(tally => tally.Count);

    private static ActivityCount CountOf(IGrouping<AuditActionType, ActivityTally> kind)
    {
        long With(AuditOutcome outcome) => kind.Where(tally => tally.Outcome == outcome).Sum(tally => tally.Count);
        return new ActivityCount(kind.Key, With(AuditOutcome.Success), With(AuditOutcome.Denied), With(AuditOutcome.Error), With(AuditOutcome.PendingApproval));
    }

    private static ConnectorActivity ConnectorOf(IEnumerable<ActivityTally> uses)
    {
        var last = uses.MaxBy(use => use.LastAt)!;
        var status = last.Outcome switch
        {
            AuditOutcome.Denied => SourceStatus.Denied,
            AuditOutcome.Error => SourceStatus.Error,
            _ => SourceStatus.Ok,
        };
        return new ConnectorActivity(status, uses.Sum(use => use.Count), last.LastAt);
    }

    private static ActivityHighlight HighlightOf(AuditEntry entry) => new(
        entry.Id, entry.Timestamp, entry.ActionType, entry.Action, entry.Outcome, entry.PolicyApplied, entry.PolicyReason, entry.RequestId);
}
