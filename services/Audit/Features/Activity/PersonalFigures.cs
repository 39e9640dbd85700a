using OpenClaw.Audit.Options;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Activity;

/// <summary>A person's week, from Monday 00:00 UTC.</summary>
/// <param name="OverriddenPercent">Of the replies sent; absent when there were none.</param>
/// <param name="MinutesSaved">The sum that <see cref="PersonalFigures.MinutesPer"/> makes of the other figures.</param>
public sealed record WeekFigures(
    DateTimeOffset From,
    long RepliesSent,
    long RepliesOverridden,
    decimal? OverriddenPercent,
    long TicketsUpdated,
    long TasksCompleted,
    long Exchanges,
    long Briefings,
    long MinutesSaved);

/// <summary>Minutes that one of each is taken to save.</summary>
public sealed record MinutesFormula(int Reply, int Ticket, int Exchange, int Briefing);

/// <summary>What a person has of it all, week by week, the present one first (spec/user-journeys.md J11).</summary>
public sealed record PersonalFigures(IReadOnlyList<WeekFigures> Weeks, MinutesFormula MinutesPer)
{
    internal static PersonalFigures Of(ActivityQuestion question, IReadOnlyList<ActivityTally> tallies, FigureOptions options)
    {
        var weeks = tallies.ToLookup(tally => tally.Slice);
        var starts = Enumerable.Range(0, (int)((question.To - question.From) / question.Slice)).Select(index => question.From + (index * question.Slice));
        return new PersonalFigures(
            [.. starts.Reverse().Select(start => WeekOf(start, [.. weeks[start]], options))],
            new MinutesFormula(options.MinutesPerReply, options.MinutesPerTicket, options.MinutesPerExchange, options.MinutesPerBriefing));
    }

    private static WeekFigures WeekOf(DateTimeOffset start, IReadOnlyList<ActivityTally> tallies, FigureOptions options)
    {
        long Sum(Func<ActivityTally, bool> isCounted) => tallies.Where(tally => tally.Outcome == AuditOutcome.Success && isCounted(tally)).Sum(tally => tally.Count);
        var replies = ActivitySummary.RepliesOf(tallies, options);
        var tickets = Sum(ActivityWords.IsTicketUpdate);
        var exchanges = tallies.Where(tally => tally is { ActionType: AuditActionType.AgentExchange, Outcome: AuditOutcome.Success }).Sum(tally => tally.Conversations);
        var briefings = Sum(tally => ActivityWords.IsActOf(tally, ActivityWords.Briefing));
        return new WeekFigures(
            start,
            replies.Sent,
            replies.Overridden,
            replies.Sent == 0 ? null : Math.Round(100m * replies.Overridden / replies.Sent, 1),
            tickets,
            Sum(tally => ActivityWords.IsActOf(tally, ActivityWords.TaskChange) && tally.Change == ActivityWords.Completion),
            exchanges,
            briefings,
            replies.TimeSavedMinutes + (tickets * options.MinutesPerTicket) + (exchanges * options.MinutesPerExchange) + (briefings * options.MinutesPerBriefing));
    }
}
