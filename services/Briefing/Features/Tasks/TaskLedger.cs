using System.Text.Json;
using OpenClaw.Briefing.Features.Correlation;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Features.Tasks;

/// <summary>
/// Compares computed tasks with the stored ones, numbers what changed and puts an event into the outbox for each change.
/// A score that only moved with the clock is stored but is no change: it would make every client's row version stale.
/// </summary>
internal sealed class TaskLedger(DeskState state, DeskOwner owner, DateTimeOffset now, string requestId)
{
    private const string MergedStatus = "merged";

    private readonly Dictionary<Guid, WorkTask> _tasks = [];
    private readonly Dictionary<Guid, int> _versions = new(state.Versions);
    private readonly List<OutboxEntry> _outbox = [.. state.Outbox];

    public void Keep(WorkTask computed)
    {
        var stored = state.Tasks.GetValueOrDefault(computed.Id);
        if (stored is not null && Essence(stored) == Essence(computed))
        {
            _tasks[computed.Id] = computed with { RowVersion = stored.RowVersion };
            return;
        }

        var version = NextVersion(computed.Id);
        _tasks[computed.Id] = computed with { RowVersion = version };
        Announce(computed.Id, version, StatusWord(computed.Status), computed.PriorityScore);
    }

    public DeskState Close(IReadOnlyList<Link> links)
    {
        foreach (var gone in state.Tasks.Values.Where(task => !_tasks.ContainsKey(task.Id)).OrderBy(task => task.Id))
        {
            Announce(gone.Id, NextVersion(gone.Id), MergedStatus, gone.PriorityScore);
        }

        return state with { Tasks = _tasks, Versions = _versions, Links = links, Outbox = _outbox };
    }

    private static string StatusWord(WorkTaskStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    /// <summary>What people and sources say about a task, as text; leaves out what only the clock moves.</summary>
    private static string Essence(WorkTask task) => JsonSerializer.Serialize(
        task with { RowVersion = 0, PriorityScore = 0, Breakdown = new(0, 0, 0, 0, 0) }, ContractsJson.Options);

    private int NextVersion(Guid id) => _versions[id] = _versions.GetValueOrDefault(id) + 1;

    private void Announce(Guid id, int version, string status, int score) => _outbox.Add(new OutboxEntry
    {
        TaskChanged = new TaskChanged(
            $"task-changed:{id:N}:{version}", owner.TenantId, requestId, now, owner.UserId, id, status, score),
    });
}
