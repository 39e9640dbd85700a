using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.Placement;

/// <summary>
/// Knows every live sidecar and spreads each change in three acknowledged steps. The stand-in for Dapr's placement
/// service and, locally, for its name resolution; one process, state only in memory: it is rebuilt from the streams.
/// </summary>
internal sealed class PlacementBoard(TimeProvider clock, ILogger<PlacementBoard> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<PlacementSession, byte> _sessions = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly long _started = clock.GetTimestamp();
    private long _version;
    private bool _othersMayReturn;

    public void Register(PlacementSession session, HostMessage first)
    {
        session.Host = first.Host;
        if (_sessions.TryAdd(session, 0))
        {
            logger.HostJoined(first.Host!.AppId, first.Host.InternalAddress);
        }
        if (first.LastVersion > Interlocked.Read(ref _version))
        {
            // This service was restarted under running sidecars: their tables stay in force until all had time to return.
            Interlocked.Exchange(ref _version, first.LastVersion);
            _othersMayReturn = true;
        }
        _changed.Release();
    }

    public void Remove(PlacementSession session, string reason)
    {
        session.Close();
        if (_sessions.TryRemove(session, out _))
        {
            logger.HostLeft(session.Host!.AppId, session.Host.InternalAddress, reason);
            _changed.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var changed = await _changed.WaitAsync(PlacementTiming.Beat, stoppingToken);
                DropSilent();
                if (!changed)
                {
                    Broadcast(new PlacementMessage(PlacementOp.Beat, _version));
                    continue;
                }
                // A restarted service must not hand out a table before the sidecars of its predecessor could return.
                await HoldUntilAsync(PlacementTiming.Return, stoppingToken);
                if (_othersMayReturn)
                {
                    await HoldUntilAsync(PlacementTiming.Silence, stoppingToken);
                }
                while (_changed.Wait(0, CancellationToken.None))
                {
                    // One table answers every change that is already known.
                }
                await SpreadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Broadcast(new PlacementMessage(PlacementOp.Beat, _version));
        }
    }

    private Task HoldUntilAsync(TimeSpan age, CancellationToken cancellationToken) =>
        age - clock.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? Task.Delay(left, clock, cancellationToken) : Task.CompletedTask;

    private async Task SpreadAsync(CancellationToken cancellationToken)
    {
        var version = Interlocked.Increment(ref _version);
        await StepAsync(new PlacementMessage(PlacementOp.Lock, version), cancellationToken);
        var hosts = _sessions.Keys.Select(session => session.Host!)
            .OrderBy(host => host.AppId, StringComparer.Ordinal).ThenBy(host => host.InstanceId, StringComparer.Ordinal).ToArray();
        await StepAsync(new PlacementMessage(PlacementOp.Update, version, hosts), cancellationToken);
        await StepAsync(new PlacementMessage(PlacementOp.Unlock, version), cancellationToken);
        logger.TableSpread(version, hosts.Length);
    }

    private async Task StepAsync(PlacementMessage message, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_sessions.Keys.Select(async session =>
        {
            var deadline = clock.GetTimestamp();
            var acknowledged = session.SendAndAwaitAsync(message);
            while (!acknowledged.IsCompleted && _sessions.ContainsKey(session))
            {
                if (clock.GetElapsedTime(deadline) > PlacementTiming.Acknowledge)
                {
                    Remove(session, $"no answer to {message.Op}");
                }
                DropSilent();
                session.Send(new PlacementMessage(PlacementOp.Beat, message.Version));
                await Task.WhenAny(acknowledged, Task.Delay(TimeSpan.FromMilliseconds(250), clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }));
    }

    private void DropSilent()
    {
        foreach (var session in _sessions.Keys.Where(session => session.SilentFor > PlacementTiming.Silence))
        {
            Remove(session, "silent");
        }
    }

    private void Broadcast(PlacementMessage message)
    {
        foreach (var session in _sessions.Keys)
        {
            session.Send(message);
        }
    }
}
