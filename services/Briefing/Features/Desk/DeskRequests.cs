using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>New versions of items that concern the owner.</summary>
public sealed record ObserveItems(string RequestId, IReadOnlyList<ConnectorItem> Items);

/// <param name="Changed">How many items were new or newer than known.</param>
/// <param name="Discovered">How many tasks came of them that had not been there before.</param>
public sealed record ObserveOutcome(int Changed, int Discovered = 0);

/// <summary>Asks for the right to generate a briefing.</summary>
/// <param name="Kind">Part of the slot key: what kind of trigger it is.</param>
/// <param name="Date">The owner's local date.</param>
/// <param name="IdempotencyKey">The same key always leads to the same briefing.</param>
public sealed record BeginRun(string Kind, DateOnly Date, string? IdempotencyKey, TimeSpan Lease);

public enum ClaimState
{
    Begun,
    AlreadyDone,
    InProgress,
}

/// <summary>Answer to <see cref="BeginRun"/>: the run when begun, the finished briefing when already done.</summary>
public sealed record RunClaim(ClaimState State, BriefingRun? Run = null, BriefingEntry? Done = null);

/// <summary>When the owner works.</summary>
public sealed record WorkingHours(string TimeZone, TimeOnly Start, TimeOnly End, TimeSpan MeetingBuffer);

/// <summary>What the scan of the sources found; finishes a run.</summary>
public sealed record CompleteRun(
    Guid RunId,
    Guid BriefingId,
    string RequestId,
    IReadOnlyList<ConnectorItem> Items,
    IReadOnlyDictionary<string, SourceStatus> ConnectorStatus,
    WorkingHours Hours)
{
    /// <summary>What was done for the owner lately; null when the audit log could not be read.</summary>
    public PersonActivity? Activity { get; init; }
}

/// <summary>Answer to <see cref="CompleteRun"/>; no briefing when another run took over and is not finished.</summary>
/// <param name="Discovered">How many tasks the run found that had not been there before.</param>
public sealed record RunOutcome(DailyBriefing? Briefing, int Discovered = 0);

/// <summary>Names a run or a briefing.</summary>
public sealed record ById(Guid Id);

public enum TaskChangeKind
{
    Complete,
    Reopen,
    Acknowledge,
    Split,
}

/// <summary>A person's decision about a task.</summary>
/// <param name="RowVersion">Version the person saw.</param>
/// <param name="SourceId">For a split, the source to take out; null takes all apart.</param>
public sealed record ChangeTask(Guid TaskId, TaskChangeKind Kind, int RowVersion, string? SourceId, string RequestId);

public enum ChangeResult
{
    Done,
    NotFound,
    Stale,
    NotPossible,
}

public sealed record ChangeOutcome(ChangeResult Result, WorkTask? Task = null);

/// <summary>A page of the owner's tasks, best first.</summary>
public sealed record TaskQuery(
    IReadOnlyList<WorkTaskStatus> Statuses, int? MinScore, string? Source, bool? Blocking, string? Cursor, int Limit);

public sealed record TaskPage(IReadOnlyList<WorkTask> Items, string? NextCursor);

/// <summary>A page of the owner's briefings, newest first.</summary>
public sealed record BriefingQuery(DateTimeOffset? From, DateTimeOffset? To, Guid? After, int Limit);

public sealed record BriefingPage(IReadOnlyList<BriefingEntry> Items, string? NextCursor);
