using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Scoring;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>Makes the task of one cluster from its items and what people decided about it.</summary>
internal static class TaskFactory
{
    private const int TitleLimit = 500;

    /// <summary>Completed tasks leave the desk after this time (spec/briefing.md 8).</summary>
    private static readonly TimeSpan ArchiveAfter = TimeSpan.FromDays(30);

    /// <summary>The same item always has the same task id for the same person.</summary>
    public static Guid IdOf(DeskOwner owner, string itemId) => StableId.Of($"task|{owner.ToActorId()}|{itemId}");

    public static WorkTask Create(DeskOwner owner, Cluster cluster, DeskState state, DateTimeOffset now)
    {
        var members = cluster.Keys.Select(key => state.Items[key]).ToArray();
        var primary = TaskMerge.PrimaryOf(members);
        var id = IdOf(owner, primary.Item.Id);
        var note = state.NoteOf(id);
        var signals = TaskMerge.SignalsOf(members);
        var breakdown = PriorityScore.Of(signals, now);
        var task = new WorkTask
        {
            Id = id,
            Title = Shorten(primary.Item.Title),
            Description = primary.Item.Summary,
            PriorityScore = breakdown.Total(),
            Breakdown = breakdown,
            Status = WorkTaskStatus.Discovered,
            Sources = TaskMerge.SourcesOf(members),
            Signals = signals,
            Classification = TaskMerge.ClassificationOf(members),
            Relation = primary.Relation,
            DiscoveredAt = members.Min(member => member.DiscoveredAt),
            UpdatedAt = Latest([.. members.Select(member => (DateTimeOffset?)member.Item.UpdatedAt), note.CompletedAt, note.ReopenedAt]),
            CorrelationId = cluster.Confidence is null ? null : StableId.Of($"correlation|{id}"),
            CorrelationConfidence = cluster.Confidence / 10_000m,
        };
        return WithStatus(task, primary, members, note, now);
    }

    private static WorkTask WithStatus(
        WorkTask task, ObservedItem primary, IReadOnlyCollection<ObservedItem> members, TaskNote note, DateTimeOffset now)
    {
        if (CompletionOf(primary.Item, note) is not { } completion)
        {
            return task with
            {
                Status = note.IsAcknowledged || note.Carried >= 2 || note.ReopenedAt is not null
                    ? WorkTaskStatus.Active
                    : WorkTaskStatus.Discovered,
                NeedsVerification = members.Any(member => member.Item.State == ItemState.Completed),
            };
        }

        var archivedAt = completion.At + ArchiveAfter;
        return task with
        {
            Status = archivedAt <= now ? WorkTaskStatus.Archived : WorkTaskStatus.Completed,
            CompletedAt = completion.At,
            CompletionEvidence = completion.Evidence,
            ArchivedAt = archivedAt <= now ? archivedAt : null,
        };
    }

    /// <summary>A person's word stands until the source says something newer: a reopened task ends again when its source ends again.</summary>
    private static (DateTimeOffset At, string Evidence)? CompletionOf(ConnectorItem primary, TaskNote note)
    {
        if (note.CompletedAt is { } completedAt && !(note.ReopenedAt > completedAt))
        {
            return (completedAt, "Completed by its owner");
        }

        return primary.State == ItemState.Completed && !(note.ReopenedAt >= primary.UpdatedAt)
            ? (primary.UpdatedAt, $"{primary.Source} reports {primary.SourceId} as done")
            : null;
    }

    private static DateTimeOffset Latest(IEnumerable<DateTimeOffset?> times) => times.Max() ?? default;

    private static string Shorten(string title) => title.Length <= TitleLimit ? title : string.Concat(title.AsSpan(0, TitleLimit - 1), "…");
}
