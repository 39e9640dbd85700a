using OpenClaw.Briefing.Features.Scoring;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Composition;

/// <summary>A task as a briefing lists it: its rank, and why it has it.</summary>
public sealed record BriefingTask(
    Guid TaskId,
    int Rank,
    string Title,
    int Score,
    ScoreBreakdown Breakdown,
    IReadOnlyList<ScoreReason> Explanation,
    WorkTaskStatus Status,
    ItemRelation Relation,
    DateTimeOffset? Deadline,
    Classification Classification,
    IReadOnlyList<TaskSource> Sources,
    IReadOnlyList<RelatedTask> Related,
    bool NeedsVerification);

/// <summary>A stretch of free time and what it could be used for. A suggestion, nothing is booked.</summary>
public sealed record TimeBlock(DateTimeOffset Start, DateTimeOffset End, Guid? TaskId, string Label);

public enum AlertSeverity
{
    Info,
    Warning,
    Critical,
}

/// <param name="Type">Such as <c>connector_unavailable</c> or <c>overdue</c> (spec/briefing.md 6.3).</param>
public sealed record BriefingAlert(string Type, AlertSeverity Severity, string Message);

/// <summary>What one person should know today (spec/briefing.md 6.1).</summary>
public sealed record DailyBriefing
{
    public required Guid Id { get; init; }
    public required string TenantId { get; init; }
    public required string UserId { get; init; }
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>What triggered it, <c>tenant:user:date:kind:n</c>; a slot has one briefing.</summary>
    public required string SlotKey { get; init; }
    public required int RefreshNo { get; init; }
    public required IReadOnlyList<BriefingTask> Tasks { get; init; }
    public required IReadOnlyList<TimeBlock> TimeBlocks { get; init; }
    public required IReadOnlyList<BriefingAlert> Alerts { get; init; }
    public required IReadOnlyDictionary<string, SourceStatus> ConnectorStatus { get; init; }

    /// <summary>What was done for the person in the last 24 hours; absent, with an alert, when the audit log could not be read.</summary>
    public PersonActivity? Activity { get; init; }

    /// <summary>0 to 1: how much of what was asked for could be read.</summary>
    public required decimal Completeness { get; init; }

    /// <summary>Highest classification of anything it contains.</summary>
    public required Classification Classification { get; init; }
    public required long GenerationMs { get; init; }
    public required string RequestId { get; init; }
}
