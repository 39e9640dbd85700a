using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>In-process event bus of one application.</summary>
public class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly Lock _gate = new();
    private readonly List<(Type Type, DistributedApplicationEventSubscription Subscription)> _subscriptions = [];

    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
    {
        if (typeof(T).IsAbstract)
            throw new ArgumentException($"'{typeof(T)}' is abstract and never published; subscribe to a concrete event.");
        var subscription = new DistributedApplicationEventSubscription((published, token) => callback((T)published, token));
        lock (_gate)
        {
            _subscriptions.Add((typeof(T), subscription));
        }

        return subscription;
    }

    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Subscribe<T>((published, token) => ReferenceEquals(published.Resource, resource) ? callback(published, token) : Task.CompletedTask);

    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.RemoveAll(entry => entry.Subscription == subscription);
        }
    }

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent => PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        List<DistributedApplicationEventSubscription> subscribers;
        lock (_gate)
        {
            subscribers = [.. _subscriptions.Where(entry => entry.Type == @event.GetType()).Select(entry => entry.Subscription)];
        }

        var concurrent = dispatchBehavior is EventDispatchBehavior.BlockingConcurrent or EventDispatchBehavior.NonBlockingConcurrent;
        var dispatch = concurrent
            ? Task.WhenAll(subscribers.Select(subscriber => subscriber.Callback(@event, cancellationToken)))
            : DispatchInOrderAsync(subscribers, @event, cancellationToken);
        return dispatchBehavior is EventDispatchBehavior.NonBlockingConcurrent or EventDispatchBehavior.NonBlockingSequential
            ? Task.CompletedTask
            : dispatch;
    }

    private static async Task DispatchInOrderAsync(List<DistributedApplicationEventSubscription> subscribers, IDistributedApplicationEvent published, CancellationToken cancellationToken)
    {
        foreach (var subscriber in subscribers)
        {
            await subscriber.Callback(published, cancellationToken).ConfigureAwait(false);
        }
    }
}
