using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Tasks;

namespace OpenClaw.Briefing.Features.Desk;

/// <summary>What people decided about a task; outlives every new version of its sources.</summary>
/// <param name="Carried">How many briefings carried the task while it was open.</param>
public sealed record TaskNote(
    DateTimeOffset? CompletedAt = null, DateTimeOffset? ReopenedAt = null, bool IsAcknowledged = false, int Carried = 0);

/// <summary>A generation that was begun and neither finished nor given up.</summary>
/// <param name="ExpiresAt">From then on another generation may begin: whoever ran this one is gone.</param>
public sealed record BriefingRun(
    Guid RunId,
    Guid BriefingId,
    string SlotKey,
    int RefreshNo,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    string? IdempotencyKey);

/// <summary>A finished briefing in the list of the desk; the briefing itself has a state entry of its own.</summary>
public sealed record BriefingEntry(
    Guid Id, string SlotKey, DateTimeOffset GeneratedAt, DateTimeOffset StartedAt, string? IdempotencyKey, int TaskCount);

/// <summary>
/// Everything one person's actor remembers. Saved in one transaction together with the events it causes, so that a crash
/// loses neither and repeats neither.
/// </summary>
public sealed record DeskState
{
    public static DeskState Empty { get; } = new();

    public IReadOnlyDictionary<string, ObservedItem> Items { get; init; } = new Dictionary<string, ObservedItem>();
    public IReadOnlyDictionary<Guid, WorkTask> Tasks { get; init; } = new Dictionary<Guid, WorkTask>();
    public IReadOnlyDictionary<Guid, TaskNote> Notes { get; init; } = new Dictionary<Guid, TaskNote>();

    /// <summary>Last row version given to a task id, also when the task was merged into another since.</summary>
    public IReadOnlyDictionary<Guid, int> Versions { get; init; } = new Dictionary<Guid, int>();
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Links that people made or cut.</summary>
    public IReadOnlyList<Link> LinkDecisions { get; init; } = [];
    public BriefingRun? Run { get; init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<BriefingEntry> Briefings { get; init; } = [];
    public IReadOnlyList<OutboxEntry> Outbox { get; init; } = [];

    /// <summary>How many tasks this state has that were never on the desk before.</summary>
    public int DiscoveredSince(DeskState before) => Tasks.Keys.Count(id => !before.Versions.ContainsKey(id));

    public TaskNote NoteOf(Guid taskId) => Notes.GetValueOrDefault(taskId) ?? new TaskNote();

    public DeskState WithNote(Guid taskId, TaskNote note) =>
        this with { Notes = new Dictionary<Guid, TaskNote>(Notes) { [taskId] = note } };
}
