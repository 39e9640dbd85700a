using System.Collections.Concurrent;
using System.Text.Json;
using OpenClaw.Sidecar.Actors.Reminders;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Jobs;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Actors;

/// <summary>
/// Hosts the app's actors: which of them live here is what the placement table says, and a turn starts only while the
/// table is in force. While it changes, what moves away is finished and forgotten before anybody else may have it.
/// </summary>
internal sealed class ActorRuntime : BackgroundService, IActorRuntime, IPlacementListener
{
    /// <summary>Less than the placement service waits for an acknowledgement: a slow drain must not cost the host its place.</summary>
    private static readonly TimeSpan LongestDrain = PlacementTiming.Acknowledge - TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WithdrawLimit = TimeSpan.FromSeconds(3);

    /// <summary>Actor types of the runtime's own.</summary>
    private const string Reserved = "dapr.internal.";

    private readonly ConcurrentDictionary<ActorKey, ActiveActor> _active = new();
    private readonly PlacementClient _placement;
    private readonly ActorAppCalls _app;
    private readonly ComponentRegistry _components;
    private readonly ResiliencyProvider _resiliency;
    private readonly ReminderScheduler _reminders;
    private readonly ActorPeers _peers;
    private readonly FreezeGuard _guard;
    private readonly JobHost _jobs;
    private readonly TimeProvider _clock;
    private readonly ILogger<ActorRuntime> _logger;
    private volatile ActorSettings _settings = ActorSettings.Empty;
    private volatile bool _isClosed;

    public ActorRuntime(
        PlacementClient placement,
        ActorAppCalls app,
        ComponentRegistry components,
        ResiliencyProvider resiliency,
        ReminderScheduler reminders,
        ActorPeers peers,
        JobHost jobs,
        TimeProvider clock,
        ILogger<ActorRuntime> logger)
    {
        (_placement, _app, _components, _resiliency) = (placement, app, components, resiliency);
        (_reminders, _peers, _jobs, _clock, _logger) = (reminders, peers, jobs, clock, logger);
        _guard = new FreezeGuard(clock, PlacementTiming.GiveUp, Thaw);
        reminders.Attach(RemindAsync, Owns);
        placement.Listen(this);
    }

    public PlacementGate Gate { get; } = new();

    /// <summary>True once this sidecar stops and its actors are gone.</summary>
    public bool IsClosed => _isClosed;

    public static bool IsReserved(string type) => type.StartsWith(Reserved, StringComparison.Ordinal);

    public bool Hosts(string type) => _settings.Types.ContainsKey(type);

    /// <summary>False also for an actor whose turn was stopped: what it still writes must not be kept.</summary>
    public bool IsActive(ActorKey key) => !_guard.IsFrozen && _active.TryGetValue(key, out var actor) && !actor.Stopped.IsCancellationRequested;

    /// <summary>How many actors of each hosted type are active, for the metadata API.</summary>
    public IReadOnlyDictionary<string, int> ActiveCounts() => _settings.Types.Keys.ToDictionary(
        type => type, type => _active.Keys.Count(key => key.Type == type));

    public bool Owns(ActorKey key) => ActorOwner.Find(_placement.Table, key)?.InstanceId == _placement.Self.InstanceId;

    /// <summary>True when the call comes from inside a running turn of the actor.</summary>
    public bool IsInTurn(ActorKey key, string? chain) =>
        chain is not null && _active.TryGetValue(key, out var actor) && actor.Turns.IsIn(chain);

    public Task StartAsync(ReadOnlyMemory<byte> appConfig, CancellationToken cancellationToken)
    {
        try
        {
            _settings = ActorSettings.Read(appConfig);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            _logger.BadSettings(error.Message);
            _settings = ActorSettings.Empty;
        }
        if (_settings.Types.Keys.FirstOrDefault(IsReserved) is { } reserved)
        {
            _logger.BadSettings($"actor type {reserved} is reserved");
            _settings = ActorSettings.Empty;
        }
        var types = _settings.Types.Keys.Order(StringComparer.Ordinal).ToArray();
        if (types.Length > 0 && _components.ActorStore is null)
        {
            _logger.NoStore(string.Join(", ", types));
            _settings = ActorSettings.Empty;
            types = [];
        }
        if (types.Length > 0 && _logger.IsEnabled(LogLevel.Information))
        {
            _logger.Hosting(string.Join(", ", types));
        }
        _isClosed = false;
        _placement.SetActorTypes(_components.ActorStore is null || !_placement.IsConfigured ? types : [.. types, _jobs.Type]);
        return Task.CompletedTask;
    }

    async Task IActorRuntime.StopAsync(CancellationToken cancellationToken)
    {
        if (_placement.Self.ActorTypes.Count == 0)
        {
            return;
        }
        _placement.SetActorTypes([]);
        // While the new table is spread, what runs here is drained; that may take as long as the app's settings say.
        var limit = WithdrawLimit + _settings.Types.Values.Select(Patience).DefaultIfEmpty().Max();
        var started = _clock.GetTimestamp();
        while (_placement.Table.Hosts.Any(host => host.InstanceId == _placement.Self.InstanceId && host.ActorTypes.Count > 0)
            && _clock.GetElapsedTime(started) < limit && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _clock, CancellationToken.None);
        }
        _reminders.Clear();
        await CloseAsync(_active.Values, drain: !cancellationToken.IsCancellationRequested);
    }

    /// <summary>The sidecar stops: calls are refused from now on instead of waiting for a host.</summary>
    public void Close() => _isClosed = true;

    public Task LockAsync(CancellationToken cancellationToken)
    {
        Gate.Close();
        SidecarMetrics.ActorTables.Add(1, new MetricLabels("", PlacementOp.Lock));
        return Task.CompletedTask;
    }

    public Task UpdateAsync(PlacementTable table, CancellationToken cancellationToken)
    {
        _peers.Update(table);
        _reminders.Forget(key => !Owns(key));
        SidecarMetrics.ActorTables.Add(1, new MetricLabels("", PlacementOp.Update));
        var moved = _active.Values.Where(actor => !Owns(actor.Key)).ToArray();
        foreach (var actor in moved)
        {
            SidecarMetrics.ActorsRebalanced.Add(1, new MetricLabels(actor.Key.Type));
        }
        return CloseAsync(moved, drain: true);
    }

    /// <summary>Reminders are read now and not earlier: until here their old hosts might still have changed them.</summary>
    public Task UnlockAsync(CancellationToken cancellationToken)
    {
        Gate.Open();
        SidecarMetrics.ActorTables.Add(1, new MetricLabels("", PlacementOp.Unlock));
        _reminders.Reload(_placement.Self.ActorTypes);
        return Task.CompletedTask;
    }

    public Task LostAsync(CancellationToken cancellationToken)
    {
        Gate.Close();
        _reminders.Clear();
        _logger.PlacementLost(_active.Count);
        return CloseAsync(_active.Values, drain: false);
    }

    /// <summary>One turn of an actor of this host.</summary>
    /// <exception cref="ActorMovedException">It lives elsewhere, or the table is changing.</exception>
    public Task<ActorReply> InvokeAsync(ActorCall call, CancellationToken cancellationToken) =>
        TurnAsync(call, countsAsUse: true, static () => true, cancellationToken);

    public void SetTimer(ActorKey key, string name, TimerSpec spec)
    {
        if (!_active.TryGetValue(key, out var actor))
        {
            throw new ActorMovedException(key);
        }
        var timer = new ActorTimer(key.Type, name, spec, _clock, fired => FireTimerAsync(actor, fired));
        timer.Ended += ended => actor.Timers.TryRemove(new KeyValuePair<string, ActorTimer>(ended.Name, ended));
        if (actor.Timers.TryGetValue(name, out var before))
        {
            before.Dispose();
        }
        actor.Timers[name] = timer;
    }

    public void RemoveTimer(ActorKey key, string name)
    {
        if (_active.TryGetValue(key, out var actor) && actor.Timers.TryRemove(name, out var timer))
        {
            timer.Dispose();
        }
    }

    public override void Dispose()
    {
        _guard.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _guard.Start();
        using var scan = new PeriodicTimer(ScanInterval, _clock);
        try
        {
            while (await scan.WaitForNextTickAsync(stoppingToken))
            {
                var idle = _active.Values.Where(actor => actor.IdleFor >= _settings.Of(actor.Key.Type).IdleTimeout);
                await Task.WhenAll(idle.Where(actor => actor.Turns.TryCloseIdle()).Select(EndAsync));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends; draining was IActorRuntime.StopAsync.
        }
    }

    private bool MayStart(ActorKey key) => !_guard.IsFrozen && Gate.IsOpen && Owns(key);

    /// <summary>
    /// This process stood still for so long that others may own its actors by now: it gives them all up and registers
    /// anew, whatever its last table says.
    /// </summary>
    private void Thaw()
    {
        Gate.Close();
        _reminders.Clear();
        _logger.PlacementLost(_active.Count);
        _ = RejoinAsync();
    }

    private async Task RejoinAsync()
    {
        await CloseAsync(_active.Values, drain: false);
        var types = _placement.Self.ActorTypes;
        _placement.SetActorTypes([]);
        _placement.SetActorTypes(types);
    }

    /// <param name="isWanted">Asked when the turn comes: a timer or reminder may be removed while its firing waits.</param>
    private async Task<ActorReply> TurnAsync(ActorCall call, bool countsAsUse, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        var settings = _settings.Of(call.Key.Type);
        var chain = settings.Reentrant ? call.Chain ?? Guid.NewGuid().ToString() : null;
        while (true)
        {
            if (!IsInTurn(call.Key, chain) && !MayStart(call.Key))
            {
                throw new ActorMovedException(call.Key);
            }
            var actor = _active.GetOrAdd(call.Key, static (key, clock) => new ActiveActor(key, clock), _clock);
            var entry = await actor.Turns.EnterAsync(chain ?? Guid.NewGuid().ToString(), settings.Reentrant ? settings.MaxDepth : 1, cancellationToken);
            if (entry == TurnLock.Entry.TooDeep)
            {
                throw new ActorDepthException(call.Key, settings.MaxDepth);
            }
            if (entry == TurnLock.Entry.Closing)
            {
                await actor.Gone.WaitAsync(cancellationToken);
                continue;
            }
            try
            {
                // The table may have changed while this call waited for its turn.
                return entry == TurnLock.Entry.Entered && !(MayStart(call.Key) && isWanted())
                    ? throw new ActorMovedException(call.Key)
                    : await RunAsync(actor, call, chain, countsAsUse);
            }
            finally
            {
                actor.Turns.Leave();
            }
        }
    }

    /// <summary>
    /// The caller's cancellation does not reach the app: a turn that was given up here would still run there, and the
    /// next one would run beside it.
    /// </summary>
    private async Task<ActorReply> RunAsync(ActiveActor actor, ActorCall call, string? chain, bool countsAsUse)
    {
        if (countsAsUse)
        {
            actor.Touch();
        }
        try
        {
            var limit = _resiliency.Actor(call.Key.Type, call.Key.Id) with { Retry = null, Breaker = null };
            return await limit.RunAsync(token => _app.InvokeAsync(call, chain, token), static _ => Verdict.Success, actor.Stopped);
        }
        catch (OperationCanceledException) when (actor.Stopped.IsCancellationRequested)
        {
            throw new ActorMovedException(call.Key);
        }
        finally
        {
            if (countsAsUse)
            {
                actor.Touch();
            }
        }
    }

    private Task<ActorReply> RemindAsync(ReminderRecord reminder, Func<bool> isWanted)
    {
        if (reminder.ActorType != _jobs.Type)
        {
            return TurnAsync(ActorCall.Of(reminder.Actor, $"remind/{reminder.Name}", reminder.ToCallback()), countsAsUse: true, isWanted, CancellationToken.None);
        }
        return MayStart(reminder.Actor) && isWanted() ? _jobs.FireAsync(reminder, CancellationToken.None) : throw new ActorMovedException(reminder.Actor);
    }

    /// <summary>A timer does not keep its actor in memory, and a failed tick does not stop the next.</summary>
    private async Task<bool> FireTimerAsync(ActiveActor actor, ActorTimer timer)
    {
        try
        {
            var reply = await TurnAsync(ActorCall.Of(actor.Key, $"timer/{timer.Name}", timer.Callback), countsAsUse: false, () => !timer.IsDisposed, actor.Stopped);
            SidecarMetrics.TimersFired.Add(1, new MetricLabels(actor.Key.Type, SidecarMetrics.Text(reply.IsSuccess)));
            if (!reply.IsSuccess)
            {
                _logger.TimerFailed(timer.Name, actor.Key, $"status {reply.Status}");
            }
            return !reply.CancelsTimer;
        }
        catch (Exception error) when (error is ActorMovedException or OperationCanceledException)
        {
            // While the table changes the tick is lost; if the actor leaves, the timer is disposed with it.
            return true;
        }
        catch (Exception error) when (error is ActorUnreachableException or TimeoutException or ActorDepthException)
        {
            _logger.TimerFailed(timer.Name, actor.Key, error.Message);
            return true;
        }
    }

    private static TimeSpan Patience(ActorTypeSettings settings) =>
        !settings.Drain ? TimeSpan.Zero : settings.DrainTimeout < LongestDrain ? settings.DrainTimeout : LongestDrain;

    private Task CloseAsync(IEnumerable<ActiveActor> actors, bool drain) =>
        Task.WhenAll(actors.ToArray().Select(async actor =>
        {
            var patience = drain ? Patience(_settings.Of(actor.Key.Type)) : TimeSpan.Zero;
            var quiet = actor.Turns.CloseAsync();
            actor.StopTimers();
            if (!quiet.IsCompleted && await Task.WhenAny(quiet, Task.Delay(patience, _clock)) != quiet)
            {
                _logger.TurnStopped(actor.Key, patience);
                actor.Stop();
                await quiet;
            }
            await EndAsync(actor);
        }));

    private async Task EndAsync(ActiveActor actor)
    {
        await _app.DeactivateAsync(actor.Key);
        SidecarMetrics.ActorsDeactivated.Add(1, new MetricLabels(actor.Key.Type));
        _active.TryRemove(new KeyValuePair<ActorKey, ActiveActor>(actor.Key, actor));
        actor.End();
    }
}
