using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.PubSub;

/// <summary><c>pubsub.in-memory</c>: inside this process only; one message at a time per subscription.</summary>
internal sealed class InMemoryPubSub(ILogger<InMemoryPubSub> logger) : IPubSub
{
    private readonly ConcurrentDictionary<InMemorySubscription, byte> _subscriptions = new();

    private static readonly Dictionary<string, string> NoMetadata = [];

    public IReadOnlyList<string> Capabilities { get; } = ["SUBSCRIBE_WILDCARDS"];

    /// <summary>Ends when each subscription has begun with the message, which it does when it is done with the one before.</summary>
    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        // The broker keeps no metadata with a message.
        var message = new ReceivedMessage(topic, body.ToArray(), NoMetadata);
        foreach (var subscription in _subscriptions.Keys.Where(subscription => subscription.Matches(topic)))
        {
            await subscription.BeginAsync(message, cancellationToken);
        }
    }

    public Task PrepareAsync(string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IAsyncDisposable> SubscribeAsync(TopicRequest request, Func<ReceivedMessage, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        var subscription = new InMemorySubscription(request, handler, Remove, logger);
        _subscriptions[subscription] = 0;
        return Task.FromResult<IAsyncDisposable>(subscription);
    }

    private void Remove(InMemorySubscription subscription) => _subscriptions.TryRemove(subscription, out _);

    public ValueTask DisposeAsync()
    {
        _subscriptions.Clear();
        return ValueTask.CompletedTask;
    }
}
