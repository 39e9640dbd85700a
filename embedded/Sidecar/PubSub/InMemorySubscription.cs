namespace OpenClaw.Sidecar.PubSub;

/// <summary>One subscriber of the in-memory broker. What its handler refuses is logged and lost.</summary>
internal sealed class InMemorySubscription(
    string topic, Func<ReceivedMessage, CancellationToken, Task> handler, Action<InMemorySubscription> remove, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _stopped;

    /// <summary>How long a handler may finish after a stop: below the sidecar's own five seconds.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public bool Matches(string published) => topic.EndsWith('*') ? published.StartsWith(topic[..^1], StringComparison.Ordinal) : published == topic;

    public async Task BeginAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        if (_stopped)
        {
            _turn.Release();
            return;
        }
        _ = HandleAsync(message);
    }

    private async Task HandleAsync(ReceivedMessage message)
    {
        try
        {
            await Task.Run(() => handler(message, _stop.Token));
        }
        catch (Exception error)
        {
            logger.NotHandled(message.Topic, error.Message, requeue: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        remove(this);
        _stop.CancelAfter(Grace);
        await _turn.WaitAsync();
        _stopped = true;
        _turn.Release();
        _stop.Dispose();
    }
}
