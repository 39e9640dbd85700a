using System.Collections.Concurrent;

namespace OpenClaw.Sidecar.PubSub;

/// <summary><c>pubsub.in-memory</c>: inside this process only; a publish waits until every handler is done.</summary>
internal sealed class InMemoryPubSub(ILogger<InMemoryPubSub> logger) : IPubSub
{
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    public IReadOnlyList<string> Capabilities { get; } = ["SUBSCRIBE_WILDCARDS"];

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var message = new ReceivedMessage(topic, body.ToArray(), metadata);
        foreach (var subscription in _subscriptions.Keys.Where(subscription => subscription.Matches(topic)))
        {
            try
            {
                await subscription.DeliverAsync(message, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                logger.NotHandled(topic, error.Message, requeue: false);
            }
        }
    }

    public Task PrepareAsync(string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IAsyncDisposable> SubscribeAsync(
        string topic,
        IReadOnlyDictionary<string, string> metadata,
        Func<ReceivedMessage, CancellationToken, Task> handler,
        CancellationToken cancellationToken)
    {
        var subscription = new Subscription(topic, handler, _subscriptions);
        _subscriptions[subscription] = 0;
        return Task.FromResult<IAsyncDisposable>(subscription);
    }

    public ValueTask DisposeAsync()
    {
        _subscriptions.Clear();
        return ValueTask.CompletedTask;
    }

    private sealed class Subscription(
        string topic, Func<ReceivedMessage, CancellationToken, Task> handler, ConcurrentDictionary<Subscription, byte> all) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _turn = new(1, 1);

        public bool Matches(string published) => topic.EndsWith('*') ? published.StartsWith(topic[..^1], StringComparison.Ordinal) : published == topic;

        public async Task DeliverAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                await handler(message, cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            all.TryRemove(this, out _);
            await _turn.WaitAsync();
            _turn.Release();
        }
    }
}
