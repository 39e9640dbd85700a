namespace OpenClaw.Sidecar.Actors.Reminders;

/// <summary>A reminder that this host will fire.</summary>
internal sealed class ScheduledReminder : IDisposable
{
    /// <summary>Timers take no longer waits; a longer one is taken in steps.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private readonly TimeProvider _clock;
    private readonly Action<ScheduledReminder> _due;
    private readonly ITimer _timer;
    private volatile bool _disposed;

    public ScheduledReminder(ReminderRecord record, TimeProvider clock, Action<ScheduledReminder> due)
    {
        (Record, _clock, _due) = (record, clock, due);
        _timer = clock.CreateTimer(static reminder => ((ScheduledReminder)reminder!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ReminderRecord Record { get; private set; }

    public bool IsDisposed => _disposed;

    /// <summary>Waits for the record's next firing.</summary>
    public void Arm(ReminderRecord record)
    {
        Record = record;
        var wait = record.Next - _clock.GetUtcNow();
        if (!_disposed)
        {
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        if (_disposed)
        {
            return;
        }
        if (Record.Next > _clock.GetUtcNow() + TimeSpan.FromMilliseconds(1))
        {
            Arm(Record);
            return;
        }
        _due(this);
    }
}
