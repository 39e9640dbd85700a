namespace OpenClaw.Sidecar.PubSub;

/// <summary>One subscriber of the in-memory broker. What its handler refuses is logged and lost.</summary>
internal sealed class InMemorySubscription(
    TopicRequest request, Func<ReceivedMessage, CancellationToken, Task> handler, Action<InMemorySubscription> remove, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _stopped;

    public bool Matches(string published) => request.Topic.EndsWith('*') ? published.StartsWith(request.Topic[..^1], StringComparison.Ordinal) : published == request.Topic;

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
        _stop.CancelAfter(request.Grace);
        await _turn.WaitAsync();
        _stopped = true;
        _turn.Release();
        _stop.Dispose();
    }
}
