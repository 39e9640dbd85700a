using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.State.Outbox;

/// <summary>Reads the internal topic of every store with an outbox and publishes the events whose transaction is there.</summary>
internal sealed class OutboxRelay(ComponentRegistry components, StateOutbox outbox, TimeProvider clock, ILogger<OutboxRelay> logger) : IHostedService
{
    /// <summary>Most transactions are through by then, so that most events need one look only.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)];
    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly List<IAsyncDisposable> _running = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var store in components.States.Values.Where(store => store.Outbox is not null))
        {
            if (!components.PubSubs.TryGetValue(store.Outbox!.InternalPubSub, out var pubsub))
            {
                logger.OutboxWithoutPubSub(store.Name, store.Outbox.InternalPubSub);
                continue;
            }
            _running.Add(await pubsub.PubSub.SubscribeAsync(new TopicRequest(pubsub.Physical(outbox.InternalTopic(store.Outbox)), NoMetadata),
                (message, token) => RelayAsync(store, message, token), cancellationToken));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Select(one => one.DisposeAsync().AsTask()));

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
