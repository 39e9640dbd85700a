using OpenClaw.Sidecar.App;
using OpenClaw.Sidecar.Components;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Starts and stops the app's subscriptions with its health.</summary>
internal sealed class SubscriptionHost(
    SubscriptionList list,
    ComponentRegistry components,
    ResiliencyProvider resiliency,
    AppChannel channel,
    TimeProvider clock,
    ILogger<SubscriptionHost> logger)
{
    private readonly AppDelivery _delivery = new(channel);
    private readonly List<IAsyncDisposable> _running = [];

    /// <summary>Lets the broker keep messages from now on, although the app is not there yet.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var (subscription, component) in Usable())
        {
            _ = new Route(subscription);
            await component.PubSub.PrepareAsync(component.Physical(subscription.Topic), subscription.Metadata, cancellationToken);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (subscription, component) in Usable())
        {
            var pump = new SubscriptionPump(subscription, component, _delivery, resiliency, clock, logger);
            _running.Add(await component.PubSub.SubscribeAsync(component.Physical(subscription.Topic), subscription.Metadata, pump.HandleAsync, cancellationToken));
        }
    }

    public async Task StopAsync()
    {
        var running = _running.ToArray();
        _running.Clear();
        await Task.WhenAll(running.Select(subscription => subscription.DisposeAsync().AsTask()));
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
