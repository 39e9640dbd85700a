using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Starts and stops the app's subscriptions with its health.</summary>
internal sealed class SubscriptionHost(
    SubscriptionList list,
    ComponentRegistry components,
    ResiliencyProvider resiliency,
    AppChannel channel,
    SidecarOptions options,
    TimeProvider clock,
    ILogger<SubscriptionHost> logger)
{
    private readonly AppDelivery _delivery = new(channel);
    private readonly List<IAsyncDisposable> _running = [];
    private readonly List<BulkPump> _bulk = [];

    /// <summary>Lets the broker keep messages from now on, although the app is not there yet.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var (subscription, component) in Usable())
        {
            _ = new Route(subscription);
            try
            {
                await component.PubSub.PrepareAsync(component.Physical(subscription.Topic), subscription.Metadata, cancellationToken);
            }
            catch (SubscriptionException error)
            {
                logger.SubscriptionSkipped(subscription.Topic, component.Name, error.Message);
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (subscription, component) in Usable())
        {
            try
            {
                var request = new TopicRequest(component.Physical(subscription.Topic), subscription.Metadata, subscription.Bulk?.MaxMessages ?? 1) { Grace = Grace };
                _running.Add(await component.PubSub.SubscribeAsync(request, Handler(subscription, component), cancellationToken));
            }
            catch (SubscriptionException error)
            {
                // One subscription that the broker can never serve must not keep the app from its others.
                logger.SubscriptionSkipped(subscription.Topic, component.Name, error.Message);
            }
        }
    }

    private Func<ReceivedMessage, CancellationToken, Task> Handler(SubscriptionResource subscription, PubSubComponent component)
    {
        if (subscription.Bulk is null)
        {
            return new SubscriptionPump(subscription, component, _delivery, resiliency, clock, logger).HandleAsync;
        }
        var pump = new BulkPump(subscription, component, _delivery, resiliency, clock, logger);
        _bulk.Add(pump);
        return pump.HandleAsync;
    }

    /// <summary>Nearly all of the sidecar's own time: what remains is for giving the rest back to the broker.</summary>
    private TimeSpan Grace => options.GracefulShutdown * 0.8;

    public async Task StopAsync()
    {
        var running = _running.ToArray();
        _running.Clear();
        var bulk = _bulk.ToArray();
        _bulk.Clear();
        // The components first: they let batches in hand finish.
        await Task.WhenAll(running.Select(subscription => subscription.DisposeAsync().AsTask()));
        await Task.WhenAll(bulk.Select(pump => pump.DisposeAsync().AsTask()));
    }

    private IEnumerable<(SubscriptionResource Subscription, PubSubComponent Component)> Usable()
    {
        foreach (var subscription in list.All)
        {
            if (!components.PubSubs.TryGetValue(subscription.PubSubName, out var component))
            {
                logger.SubscriptionSkipped(subscription.Topic, subscription.PubSubName, "there is no such component");
            }
            else if (!component.Scopes.MaySubscribe(subscription.Topic))
            {
                logger.SubscriptionSkipped(subscription.Topic, subscription.PubSubName, "the app is not allowed on this topic");
            }
            else
            {
                yield return (subscription, component);
            }
        }
    }
}
