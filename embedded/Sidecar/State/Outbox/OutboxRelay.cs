using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.State.Outbox;

/// <summary>Reads the internal topic of every store with an outbox and publishes the events whose transaction is there.</summary>
internal sealed class OutboxRelay(ComponentRegistry components, StateOutbox outbox, TimeProvider clock, ILogger<OutboxRelay> logger) : IHostedService, IDisposable
{
    /// <summary>Most transactions are through by then, so that most events need one look only.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)];
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly Dictionary<(StateComponent Store, PubSubComponent PubSub), IAsyncDisposable> _running = [];
    private readonly SemaphoreSlim _gate = new(1, 1);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        components.Changed = FollowAsync;
        return FollowAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        components.Changed = static _ => Task.CompletedTask;
        await _gate.WaitAsync(cancellationToken);
        await Task.WhenAll(_running.Values.Select(one => one.DisposeAsync().AsTask()));
        _running.Clear();
        _gate.Release();
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Reads for each store that is there now, and no longer for one that was exchanged.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var wanted = Wanted().ToHashSet();
            foreach (var gone in _running.Keys.Where(pair => !wanted.Contains(pair)).ToArray())
            {
                _running.Remove(gone, out var subscription);
                await subscription!.DisposeAsync();
            }
            foreach (var (store, pubsub) in wanted.Where(pair => !_running.ContainsKey(pair)))
            {
                _running[(store, pubsub)] = await pubsub.PubSub.SubscribeAsync(new TopicRequest(pubsub.Physical(outbox.InternalTopic(store.Outbox!)), NoMetadata),
                    (message, token) => RelayAsync(store, message, token), cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private IEnumerable<(StateComponent Store, PubSubComponent PubSub)> Wanted()
    {
        foreach (var store in components.States.Values.Where(store => store.Outbox is not null))
        {
            if (components.PubSubs.TryGetValue(store.Outbox!.InternalPubSub, out var pubsub))
            {
                yield return (store, pubsub);
            }
            else
            {
                logger.OutboxWithoutPubSub(store.Name, store.Outbox.InternalPubSub);
            }
        }
    }

    private async Task RelayAsync(StateComponent store, ReceivedMessage message, CancellationToken cancellationToken)
    {
        var options = store.Outbox!;
        if (OutboxEvents.Id(message.Body) is not { } marker)
        {
            throw new StateStoreException("an event of the internal outbox topic has no id");
        }
        if (!await SeenAsync(store, marker, cancellationToken))
        {
            logger.OutboxStateMissing(options.Topic, options.DiscardWhenMissing ? "discarded" : "given back to the broker");
            if (options.DiscardWhenMissing)
            {
                return;
            }
            throw new StateStoreException($"cannot publish outbox message to topic {options.Topic} with pubsub {options.PubSub}: outbox state not found");
        }
        var body = OutboxEvents.Replace(message.Body, new Dictionary<string, string> { ["topic"] = options.Topic, ["pubsubname"] = options.PubSub });
        var target = outbox.PubSub(options.PubSub);
        await target.PubSub.PublishAsync(target.Physical(options.Topic), body, NoMetadata, cancellationToken);
        await store.Store.DeleteAsync(new StateDelete(marker), cancellationToken);
    }

    private async Task<bool> SeenAsync(StateComponent store, string marker, CancellationToken cancellationToken)
    {
        await Task.Delay(FirstLook, clock, cancellationToken);
        foreach (var pause in Pauses)
        {
            if (await store.Store.GetAsync(marker, cancellationToken) is not null)
            {
                return true;
            }
            await Task.Delay(pause, clock, cancellationToken);
        }
        return await store.Store.GetAsync(marker, cancellationToken) is not null;
    }
}
