using Dapr.Actors.Runtime;
using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.ServiceDefaults.Events;

namespace OpenClaw.Briefing.Infrastructure;

/// <summary>
/// Holds one person's desk. The rules live in plain classes; the actor gives them turns, one after the other, and one
/// transaction per turn. Events go out after the transaction that decided them, and again until the broker took them.
/// </summary>
public sealed class BriefingActor(ActorHost host, TimeProvider time, IEventPublisher events, ILogger<BriefingActor> logger)
    : Actor(host), IBriefingActor, IRemindable
{
    private const string DeskKey = "desk";
    private const string OutboxReminder = "outbox";

    // Long enough for a broker to restart, short enough that people do not notice.
    private static readonly TimeSpan OutboxRetry = TimeSpan.FromSeconds(5);

    // Longer than any run: fires only when the process that ran it died between storing and publishing.
    private static readonly TimeSpan OutboxGuard = TimeSpan.FromMinutes(2);

    private DeskOwner Owner => DeskOwner.FromActorId(Id.GetId());

    public async Task<ObserveOutcome> ObserveAsync(ObserveItems request)
    {
        var state = await LoadAsync();
        var (next, changed) = ItemBook.Observe(state, Owner, request.Items);
        if (changed > 0)
        {
            next = TaskBook.Recompute(next, Owner, time.GetUtcNow(), request.RequestId);
            await StoreAsync(next);
        }

        await FlushAsync(next);
        return new ObserveOutcome(changed, next.DiscoveredSince(state));
    }

    public async Task<RunClaim> BeginAsync(BeginRun request)
    {
        var (next, claim) = RunBook.Begin(await LoadAsync(), Owner, request, time.GetUtcNow());
        if (claim.State == ClaimState.Begun)
        {
            await RegisterReminderAsync(OutboxReminder, [], OutboxGuard, OutboxGuard);
            await StoreAsync(next);
        }

        return claim;
    }

    public async Task<RunOutcome> CompleteAsync(CompleteRun request)
    {
        var state = await LoadAsync();
        if (state.Run?.RunId != request.RunId)
        {
            // The answer of an earlier call was lost, or another attempt of the same trigger was faster: the briefing is there.
            return await FindAsync(new ById(request.BriefingId));
        }

        var (next, briefing) = RunBook.Complete(state, Owner, request, time.GetUtcNow());
        await StateManager.SetStateAsync(BriefingKey(briefing.Id), briefing);
        await StoreAsync(next);
        await FlushAsync(next);
        return new RunOutcome(briefing, next.DiscoveredSince(state));
    }

    public async Task AbandonAsync(ById run)
    {
        var state = await LoadAsync();
        if (state.Run?.RunId == run.Id)
        {
            // Only the lease ends. The run's slot and start stay, so that the same trigger finds its audit entries again.
            await StoreAsync(state with { Run = state.Run with { ExpiresAt = time.GetUtcNow() } });
        }
    }

    public async Task<RunOutcome> FindAsync(ById briefing)
    {
        var found = await StateManager.TryGetStateAsync<DailyBriefing>(BriefingKey(briefing.Id));
        return new RunOutcome(found.HasValue ? found.Value : null);
    }

    public async Task<BriefingPage> ListAsync(BriefingQuery query) => DeskReader.Briefings(await LoadAsync(), query);

    public async Task<TaskPage> TasksAsync(TaskQuery query) => DeskReader.Tasks(await LoadAsync(), query);

    public async Task<ChangeOutcome> ChangeAsync(ChangeTask change)
    {
        var (next, outcome) = DecisionBook.Apply(await LoadAsync(), Owner, change, time.GetUtcNow());
        if (outcome.Result == ChangeResult.Done)
        {
            await StoreAsync(next);
            await FlushAsync(next);
        }

        return outcome;
    }

    public async Task<DeskContents> ExportAsync()
    {
        var state = await LoadAsync();
        var briefings = new List<DailyBriefing>();
        foreach (var entry in state.Briefings)
        {
            var found = await StateManager.TryGetStateAsync<DailyBriefing>(BriefingKey(entry.Id));
            if (found.HasValue)
            {
                briefings.Add(found.Value);
            }
        }

        return new DeskContents([.. state.Tasks.Values], briefings, [.. state.Items.Values.Select(observed => observed.Item)]);
    }

    public async Task<DeskErased> EraseAsync()
    {
        var state = await LoadAsync();
        foreach (var entry in state.Briefings)
        {
            await StateManager.TryRemoveStateAsync(BriefingKey(entry.Id));
        }

        await StateManager.TryRemoveStateAsync(DeskKey);
        await SaveStateAsync();
        await UnregisterReminderAsync(OutboxReminder);
        return new DeskErased(state.Tasks.Count, state.Briefings.Count, state.Items.Count);
    }

    public async Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        await FlushAsync(await LoadAsync(), isReminder: true);

    private static string BriefingKey(Guid id) => $"briefing-{id:N}";

    private async Task<DeskState> LoadAsync()
    {
        var stored = await StateManager.TryGetStateAsync<DeskState>(DeskKey);
        return stored.HasValue ? stored.Value : DeskState.Empty;
    }

    private async Task StoreAsync(DeskState state)
    {
        await StateManager.SetStateAsync(DeskKey, state);
        await SaveStateAsync();
    }

    /// <summary>Publishes what waits, in order. What the broker does not take stays and is tried again by a reminder.</summary>
    private async Task FlushAsync(DeskState state, bool isReminder = false)
    {
        var waiting = state.Outbox;
        try
        {
            foreach (var entry in waiting)
            {
                await OutboxPublisher.PublishAsync(events, entry);
            }
        }
        catch (EventNotPublishedException exception)
        {
            logger.OutboxWaits(waiting.Count, exception.Message);
            await RegisterReminderAsync(OutboxReminder, [], OutboxRetry, OutboxRetry);
            return;
        }

        if (waiting.Count > 0)
        {
            await StoreAsync(state with { Outbox = [] });
        }

        if (isReminder && !(state.Run?.ExpiresAt > time.GetUtcNow()))
        {
            await UnregisterReminderAsync(OutboxReminder);
        }
    }
}
