using OpenClaw.Briefing.Features.Scoring;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>Life of a task (spec/briefing.md 8).</summary>
public enum WorkTaskStatus
{
    Discovered,
    Active,
    Completed,
    Archived,
}

/// <summary>Where a task comes from.</summary>
public sealed record TaskSource(string System, string Id, string Url);

/// <summary>A task that may be about the same thing.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record RelatedTask(Guid TaskId, string Title, decimal Confidence);

/// <summary>One piece of a person's work: one item of a source, or several that are about the same thing.</summary>
public sealed record WorkTask
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }
    public required int PriorityScore { get; init; }
    public required ScoreBreakdown Breakdown { get; init; }
    public required WorkTaskStatus Status { get; init; }
    public required IReadOnlyList<TaskSource> Sources { get; init; }
    public required UrgencySignals Signals { get; init; }
    public required Classification Classification { get; init; }
    public required ItemRelation Relation { get; init; }
    public required DateTimeOffset DiscoveredAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Shared by all items merged into this task; null when it stands alone.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Lowest confidence that holds the merge together, 0 to 1.</summary>
    public decimal? CorrelationConfidence { get; init; }
    public IReadOnlyList<RelatedTask> Related { get; init; } = [];

    /// <summary>A source other than the primary one says it is done: somebody should look.</summary>
    public bool NeedsVerification { get; init; }
    public string? CompletionEvidence { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Optimistic lock: grows with every change that people or sources make.</summary>
    public int RowVersion { get; init; }

    public bool IsOpen() => Status is WorkTaskStatus.Discovered or WorkTaskStatus.Active;
}
