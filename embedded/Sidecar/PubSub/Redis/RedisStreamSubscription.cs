using System.Threading.Channels;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.PubSub.Redis;

/// <summary>
/// Reads new entries and takes overdue ones again. An entry whose handler failed is acknowledged nevertheless, as in the
/// original: retries are the inbound policy's matter and loss protection is the dead-letter topic's. Only what was cut off
/// (time over, stop, a death) stays pending and comes again.
/// </summary>
internal sealed class RedisStreamSubscription : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly RedisStreamOptions _options;
    private readonly TimeSpan _grace;
    private readonly RedisStream _stream;
    private readonly Func<ReceivedMessage, CancellationToken, Task> _handler;
    private readonly ChannelWriter<StreamEntry> _queue;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Ends handlers that are still busy when the grace after a stop is over.</summary>
    private readonly CancellationTokenSource _abort = new();
    private readonly Task _reading;
    private readonly Task _claiming;
    private int _inHand;

    public RedisStreamSubscription(
        RedisStreamOptions options, RedisStream stream, TimeSpan grace, Func<ReceivedMessage, CancellationToken, Task> handler, ChannelWriter<StreamEntry> queue, TimeProvider clock, ILogger logger)
    {
        (_grace, _options, _stream, _handler, _queue, _clock, _logger) = (grace, options, stream, handler, queue, clock, logger);
        _reading = LoopAsync(ReadAsync);
        _claiming = options.Redelivers ? LoopAsync(ClaimAsync) : Task.CompletedTask;
    }

    /// <summary>A worker's turn with an entry.</summary>
    public async Task HandleAsync(StreamEntry entry)
    {
        try
        {
            await EndAsync(entry.Id, await TryAsync(entry));
        }
        catch (Exception error) when (IsPassing(error))
        {
            _logger.EntryPending(entry.Id, _stream.Topic, error.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    /// <summary>False when the entry was cut off, or was not begun because the subscription stops.</summary>
    private async Task<bool> TryAsync(StreamEntry entry)
    {
        if (_stop.IsCancellationRequested)
        {
            return false;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        if (_options.Redelivers)
        {
            limit.CancelAfter(_options.ProcessingTimeout);
        }
        try
        {
            await _handler(entry.Message, limit.Token);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested)
        {
            _logger.EntryPending(entry.Id, _stream.Topic, error.Message);
            return false;
        }
        catch (Exception error)
        {
            _logger.NotHandled(_stream.Topic, error.Message, requeue: false);
        }
        return true;
    }

    private async Task EndAsync(string id, bool done)
    {
        if (done)
        {
            await _stream.AcknowledgeAsync(id);
        }
        else if (_stop.IsCancellationRequested && _options.Redelivers)
        {
            // Its next reader need not wait until it is overdue.
            await _stream.GiveBackAsync(id);
        }
    }

    private async Task LoopAsync(Func<Task> step)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    await step();
                }
                catch (RedisServerException error) when (error.Message.StartsWith("NOGROUP", StringComparison.Ordinal))
                {
                    _logger.GroupGone(_stream.Topic, _options.Component);
                    await RestoreGroupAsync();
                }
                catch (Exception error) when (IsPassing(error))
                {
                    _logger.StreamFailed(_stream.Topic, _options.Component, error.Message);
                    await Task.Delay(Pause, _clock, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the subscription.
        }
    }

    /// <summary>A server that does not answer in time is no <see cref="RedisException"/>; reading must outlive it as it outlives a loss.</summary>
    private static bool IsPassing(Exception error) => error is RedisException or TimeoutException;

    private async Task RestoreGroupAsync()
    {
        try
        {
            await _stream.EnsureGroupAsync();
        }
        catch (Exception error) when (IsPassing(error))
        {
            _logger.StreamFailed(_stream.Topic, _options.Component, error.Message);
            await Task.Delay(Pause, _clock, _stop.Token);
        }
    }

    private async Task ReadAsync() => await EnqueueAsync(await _stream.ReadAsync());

    private async Task ClaimAsync()
    {
        const string Beginning = "0-0";
        var next = Beginning;
        do
        {
            (var entries, next) = await _stream.ClaimAsync(next);
            await EnqueueAsync(entries);
        }
        while (next != Beginning && !_stop.IsCancellationRequested);
        await Task.Delay(_options.RedeliverInterval, _clock, _stop.Token);
    }

    private async Task EnqueueAsync(IReadOnlyList<(string Id, ReceivedMessage Message)> entries)
    {
        foreach (var (id, message) in entries)
        {
            if (_stop.IsCancellationRequested)
            {
                await EndAsync(id, done: false);
                continue;
            }
            Interlocked.Increment(ref _inHand);
            // Workers empty the queue even while the subscription stops.
            await _queue.WriteAsync(new StreamEntry(this, id, message), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _abort.CancelAfter(_grace);
        await _stop.CancelAsync();
        await Task.WhenAll(_reading, _claiming);
        // Handlers end with the grace at the latest, and then still answer the server.
        for (var waited = TimeSpan.Zero; Volatile.Read(ref _inHand) > 0 && waited < _grace + Pause; waited += Look)
        {
            await Task.Delay(Look, CancellationToken.None);
        }
        await _stream.DisposeAsync();
        _stop.Dispose();
        _abort.Dispose();
    }
}
