using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Tasks;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>Records what the owner decides about a task.</summary>
internal static class DecisionBook
{
    public static (DeskState State, ChangeOutcome Outcome) Apply(DeskState state, DeskOwner owner, ChangeTask change, DateTimeOffset now)
    {
        if (!state.Tasks.TryGetValue(change.TaskId, out var task))
        {
            return (state, new ChangeOutcome(ChangeResult.NotFound));
        }

        if (task.RowVersion != change.RowVersion)
        {
            return (state, new ChangeOutcome(ChangeResult.Stale, task));
        }

        if (Decide(state, task, change, now) is not { } decided)
        {
            return (state, new ChangeOutcome(ChangeResult.NotPossible, task));
        }

        var next = TaskBook.Recompute(decided, owner, now, change.RequestId);
        return (next, new ChangeOutcome(ChangeResult.Done, next.Tasks[change.TaskId]));
    }

    private static DeskState? Decide(DeskState state, WorkTask task, ChangeTask change, DateTimeOffset now)
    {
        var note = state.NoteOf(task.Id);
        return (change.Kind, task.Status) switch
        {
            (TaskChangeKind.Complete, WorkTaskStatus.Discovered or WorkTaskStatus.Active) =>
                state.WithNote(task.Id, note with { CompletedAt = now, ReopenedAt = null }),
            (TaskChangeKind.Reopen, WorkTaskStatus.Completed) =>
                state.WithNote(task.Id, note with { CompletedAt = null, ReopenedAt = now }),
            (TaskChangeKind.Acknowledge, WorkTaskStatus.Discovered or WorkTaskStatus.Active) =>
                state.WithNote(task.Id, note with { IsAcknowledged = true }),
            (TaskChangeKind.Split, _) => Split(state, task, change.SourceId),
            _ => null,
        };
    }

    /// <summary>Cuts every link between the source taken out (or each source) and the rest; a cut is never re-merged.</summary>
    private static DeskState? Split(DeskState state, WorkTask task, string? sourceId)
    {
        var keys = state.Items.Values
            .Where(observed => task.Sources.Any(source => source.System == observed.Item.Source && source.Id == observed.Item.SourceId))
            .Select(observed => (observed.Item.Id, observed.Item.SourceId))
            .ToArray();
        var cuts = keys
            .SelectMany(_ => keys, (one, other) => (One: one, Other: other))
            .Where(pair => string.CompareOrdinal(pair.One.Id, pair.Other.Id) < 0)
            .Where(pair => sourceId is null || pair.One.SourceId == sourceId || pair.Other.SourceId == sourceId)
            .Select(pair => Link.Between(pair.One.Id, pair.Other.Id, 0, LinkState.UserSplit))
            .ToArray();
        return cuts.Length == 0
            ? null
            : state with
            {
                LinkDecisions = [.. state.LinkDecisions.Where(link => !cuts.Any(cut => cut.First == link.First && cut.Second == link.Second)), .. cuts],
            };
    }
}
