using System.Text.Json;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors;

/// <summary>A timer of an active actor. The next tick is planned when the callback has returned, so ticks never overlap.</summary>
internal sealed class ActorTimer : IDisposable
{
    private readonly Func<ActorTimer, Task<bool>> _fire;
    private readonly MetricLabels _labels;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset? _ends;
    private readonly TimeSpan? _period;
    private readonly ITimer _timer;
    private int? _left;
    private volatile bool _disposed;

    /// <param name="fire">Runs one turn; false when the timer must not fire again.</param>
    public ActorTimer(string actorType, string name, TimerSpec spec, TimeProvider clock, Func<ActorTimer, Task<bool>> fire)
    {
        var now = clock.GetUtcNow();
        (_labels, Name, _clock, _fire) = (new MetricLabels(actorType), name, clock, fire);
        (_period, _left) = ActorTime.Period(spec.Period);
        _ends = ActorTime.Instant(spec.Ttl, now);
        Callback = spec.ToCallback();
        SidecarMetrics.ActorTimers.Add(1, _labels);
        var due = (ActorTime.Instant(spec.DueTime, now) ?? now) - now;
        _timer = clock.CreateTimer(static timer => _ = ((ActorTimer)timer!).TickAsync(), this, due < TimeSpan.Zero ? TimeSpan.Zero : due, Timeout.InfiniteTimeSpan);
    }

    public string Name { get; }

    /// <summary>What the app gets, with due time and period exactly as registered.</summary>
    public byte[] Callback { get; }

    public bool IsDisposed => _disposed;

    public event Action<ActorTimer>? Ended;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            SidecarMetrics.ActorTimers.Add(-1, _labels);
        }
        _timer.Dispose();
    }

    private async Task TickAsync()
    {
        if (_disposed)
        {
            return;
        }
        var goesOn = !IsOver() && await _fire(this);
        if (_left is not null)
        {
            _left--;
        }
        if (_disposed)
        {
            return;
        }
        if (!goesOn || _period is null || _left <= 0 || IsOver())
        {
            Dispose();
            Ended?.Invoke(this);
            return;
        }
        _timer.Change(_period.Value, Timeout.InfiniteTimeSpan);
    }

    private bool IsOver() => _ends is { } ends && _clock.GetUtcNow() >= ends;
}

/// <summary>A timer or reminder as it was registered.</summary>
internal sealed record TimerSpec(JsonElement? Data, string? DueTime, string? Period, string? Ttl, string? Callback, bool? Overwrite)
{
    public byte[] ToCallback() => JsonSerializer.SerializeToUtf8Bytes(
        new { callback = Callback ?? "", data = Data, dueTime = DueTime ?? "", period = Period ?? "" });
}
