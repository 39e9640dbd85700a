using StackExchange.Redis.Protocol;

namespace StackExchange.Redis;

/// <summary>Channels over a connection of their own; after a loss every subscription is made again.</summary>
internal sealed class RedisSubscriber(ConnectionMultiplexer multiplexer) : ISubscriber, IAsyncDisposable
{
    private static readonly TimeSpan ConfirmationLimit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<RedisChannel, List<Action<RedisChannel, RedisValue>>> _handlers = [];
    private readonly Dictionary<RedisChannel, TaskCompletionSource> _confirmations = [];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private RespConnection? _connection;
    private Task? _keeping;

    public async Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) =>
        (long)(await multiplexer.SendAsync([["PUBLISH", channel.ToString(), message]]))[0];

    public async Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None)
    {
        await ConnectAsync();
        Task confirmed;
        lock (_gate)
        {
            if (!_handlers.TryGetValue(channel, out var list))
            {
                _handlers[channel] = list = [];
                _confirmations[channel] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connection!.Send([Command(channel)]);
            }
            list.Add(handler);
            confirmed = _confirmations[channel].Task;
        }

        // Only from the server's confirmation on is nothing missed.
        try
        {
            await confirmed.WaitAsync(ConfirmationLimit, _stop.Token);
        }
        catch (TimeoutException)
        {
            throw new RedisTimeoutException($"The server did not confirm the subscription to {channel}.");
        }
    }

    public Task UnsubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None)
    {
        lock (_gate)
        {
            if (_handlers.TryGetValue(channel, out var list))
            {
                list.RemoveAll(one => handler is null || one == handler);
                if (list.Count == 0)
                {
                    _handlers.Remove(channel);
                    _confirmations.Remove(channel);
                    if (_connection is { IsOpen: true } open)
                    {
                        open.Send([[channel.IsPattern ? "PUNSUBSCRIBE" : "UNSUBSCRIBE", channel.ToString()]]);
                    }
                }
            }
        }
        return Task.CompletedTask;
    }

    private static RedisValue[] Command(RedisChannel channel) => [channel.IsPattern ? "PSUBSCRIBE" : "SUBSCRIBE", channel.ToString()];

    private async Task ConnectAsync()
    {
        await _connecting.WaitAsync(_stop.Token);
        try
        {
            if (_connection is { IsOpen: true })
            {
                return;
            }
            var connection = await multiplexer.OpenAsync(Dispatch);
            lock (_gate)
            {
                _connection = connection;
                connection.Send([.. _handlers.Keys.Select(Command)]);
            }
            _keeping ??= KeepAsync();
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await _connection!.Closed.WaitAsync(_stop.Token);
                await Task.Delay(multiplexer.ReconnectPause, _stop.Token);
                try
                {
                    await ConnectAsync();
                }
                catch (RedisException)
                {
                    // Still away: the loop waits and tries again.
                    await Task.Delay(multiplexer.ReconnectPause, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.CompletedTask;
        }
    }

    private void Dispatch(RedisResult answer)
    {
        if ((RedisResult[]?)answer is not { Length: >= 3 } parts)
        {
            return;
        }
        var (kind, subject) = ((string?)parts[0], (string?)parts[1] ?? "");
        if (kind is "subscribe" or "psubscribe")
        {
            Confirm(kind == "psubscribe" ? RedisChannel.Pattern(subject) : RedisChannel.Literal(subject));
        }
        if (kind is not ("message" or "pmessage"))
        {
            return;
        }
        var subscribed = kind == "pmessage" ? RedisChannel.Pattern(subject) : RedisChannel.Literal(subject);
        Action<RedisChannel, RedisValue>[] handlers;
        lock (_gate)
        {
            handlers = _handlers.TryGetValue(subscribed, out var list) ? [.. list] : [];
        }
        foreach (var handler in handlers)
        {
            handler(RedisChannel.Literal((string?)parts[^2] ?? ""), (RedisValue)parts[^1]);
        }
    }

    private void Confirm(RedisChannel channel)
    {
        lock (_gate)
        {
            if (_confirmations.TryGetValue(channel, out var confirmation))
            {
                confirmation.TrySetResult();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_keeping is not null)
        {
            await _keeping;
        }
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
