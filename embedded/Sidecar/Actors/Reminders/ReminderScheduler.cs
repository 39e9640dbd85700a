using System.Collections.Concurrent;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors.Reminders;

/// <summary>
/// Fires the reminders of the actors that live on this host. A firing is written down only after the app took it, so
/// a host that dies in between leaves it to its successor: at least once, never lost.
/// </summary>
internal sealed class ReminderScheduler(ReminderStore store, TimeProvider clock, ILogger<ReminderScheduler> logger) : IDisposable
{
    private readonly ConcurrentDictionary<(ActorKey Actor, string Name), ScheduledReminder> _scheduled = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Func<ReminderRecord, Func<bool>, Task<ActorReply>> _fire = null!;
    private Func<ActorKey, bool> _owns = null!;
    private int _generation;

    public void Attach(Func<ReminderRecord, Func<bool>, Task<ActorReply>> fire, Func<ActorKey, bool> owns) => (_fire, _owns) = (fire, owns);

    public async Task AddAsync(ReminderRecord reminder, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await store.AddAsync(reminder, cancellationToken);
            if (_owns(reminder.Actor))
            {
                Schedule(reminder);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task RemoveAsync(ActorKey actor, string name, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Drop((actor, name));
            await store.RemoveAsync(actor, name, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    public void Clear() => Forget(static _ => true);

    public void Forget(Func<ActorKey, bool> which)
    {
        Interlocked.Increment(ref _generation);
        foreach (var key in _scheduled.Keys.Where(key => which(key.Actor)))
        {
            Drop(key);
        }
    }

    /// <summary>Takes over the reminders that belong here now; goes on trying while the store is away.</summary>
    public void Reload(IEnumerable<string> types) => _ = ReloadAsync([.. types], Interlocked.Increment(ref _generation));

    private async Task ReloadAsync(string[] types, int generation)
    {
        while (types.Length > 0 && generation == Volatile.Read(ref _generation))
        {
            try
            {
                await LoadAsync(types, generation);
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Whatever the store's driver throws: reminders must not stay forgotten because of it.
                logger.RemindersNotLoaded(error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
            }
        }
    }

    private async Task LoadAsync(string[] types, int generation)
    {
        await _writing.WaitAsync();
        try
        {
            foreach (var type in types)
            {
                foreach (var reminder in await store.LoadAsync(type, _owns, CancellationToken.None))
                {
                    if (generation == Volatile.Read(ref _generation) && !_scheduled.ContainsKey((reminder.Actor, reminder.Name)))
                    {
                        Schedule(reminder);
                    }
                }
            }
            logger.RemindersLoaded(_scheduled.Count);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Schedule(ReminderRecord reminder)
    {
        var key = (reminder.Actor, reminder.Name);
        Drop(key);
        var scheduled = new ScheduledReminder(reminder, clock, due => _ = FireAsync(due));
        _scheduled[key] = scheduled;
        SidecarMetrics.ActorReminders.Add(1, new MetricLabels(reminder.ActorType));
        scheduled.Arm(reminder);
    }

    private void Drop((ActorKey Actor, string Name) key)
    {
        if (_scheduled.TryRemove(key, out var scheduled))
        {
            scheduled.Dispose();
            SidecarMetrics.ActorReminders.Add(-1, new MetricLabels(key.Actor.Type));
        }
    }

    private async Task FireAsync(ScheduledReminder scheduled)
    {
        var reminder = scheduled.Record;
        try
        {
            var cancelled = await DeliverAsync(scheduled, reminder);
            if (cancelled is not null)
            {
                await AdvanceAsync(scheduled, reminder, cancelled.Value);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The store could not take the new time: the firing repeats, which reminders allow.
            logger.ReminderFailed(reminder.Name, reminder.Actor, 0, error.Message);
            scheduled.Arm(reminder with { Next = clock.GetUtcNow() + TimeSpan.FromSeconds(1) });
        }
    }

    /// <summary>Null when this host is no longer the one to fire; else whether the app wants no more.</summary>
    private async Task<bool?> DeliverAsync(ScheduledReminder scheduled, ReminderRecord reminder)
    {
        for (var attempt = 1; !scheduled.IsDisposed; attempt++)
        {
            string reason;
            try
            {
                var reply = await _fire(reminder, () => !scheduled.IsDisposed);
                SidecarMetrics.RemindersFired.Add(1, new MetricLabels(reminder.ActorType, SidecarMetrics.Text(reply.IsSuccess)));
                if (reply.IsSuccess)
                {
                    return reply.CancelsTimer;
                }
                reason = $"status {reply.Status}";
            }
            catch (ActorMovedException)
            {
                // The table is changing: if the actor stays, try again; if it leaves, this reminder is dropped meanwhile.
                attempt--;
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock);
                continue;
            }
            catch (ActorUnreachableException error)
            {
                // Nobody took it, so nobody failed: it stays due until the app is back.
                logger.ReminderFailed(reminder.Name, reminder.Actor, attempt--, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                continue;
            }
            catch (TimeoutException error)
            {
                reason = error.Message;
            }
            logger.ReminderFailed(reminder.Name, reminder.Actor, attempt, reason);
            if (reminder.MaxRetries >= 0 && attempt > reminder.MaxRetries)
            {
                return false;
            }
            await Task.Delay(reminder.RetryInterval, clock);
        }
        return null;
    }

    private async Task AdvanceAsync(ScheduledReminder scheduled, ReminderRecord reminder, bool cancelled)
    {
        await _writing.WaitAsync();
        try
        {
            if (scheduled.IsDisposed)
            {
                // Registered anew, removed or moved while it fired: what was written then stands.
                return;
            }
            if (!cancelled && reminder.After(clock.GetUtcNow()) is { } next)
            {
                await store.UpdateAsync(next, CancellationToken.None);
                scheduled.Arm(next);
                return;
            }
            await store.RemoveAsync(reminder.Actor, reminder.Name, CancellationToken.None);
            Drop((reminder.Actor, reminder.Name));
        }
        finally
        {
            _writing.Release();
        }
    }
}
