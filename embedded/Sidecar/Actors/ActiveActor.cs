using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.Actors;

/// <summary>An actor that is in the app's memory, as the sidecar sees it.</summary>
internal sealed class ActiveActor(ActorKey key, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastUsed = clock.GetTimestamp();

    public ActorKey Key { get; } = key;

    public TurnLock Turns { get; } = new();

    public ConcurrentDictionary<string, ActorTimer> Timers { get; } = new(StringComparer.Ordinal);

    /// <summary>Cancelled when a running turn may not go on.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Ends when the app has forgotten the actor.</summary>
    public Task Gone => _gone.Task;

    public TimeSpan IdleFor => clock.GetElapsedTime(Interlocked.Read(ref _lastUsed));

    public void Touch() => Interlocked.Exchange(ref _lastUsed, clock.GetTimestamp());

    public void Stop() => _stop.Cancel();

    public void End()
    {
        StopTimers();
        _gone.TrySetResult();
    }

    public void Dispose() => _stop.Dispose();

    public void StopTimers()
    {
        foreach (var name in Timers.Keys)
        {
            if (Timers.TryRemove(name, out var timer))
            {
                timer.Dispose();
            }
        }
    }
}
