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
    /// <summary>How long handlers may finish after a stop: below the sidecar's own five seconds.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly RedisStreamOptions _options;
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
        RedisStreamOptions options, RedisStream stream, Func<ReceivedMessage, CancellationToken, Task> handler, ChannelWriter<StreamEntry> queue, TimeProvider clock, ILogger logger)
    {
        (_options, _stream, _handler, _queue, _clock, _logger) = (options, stream, handler, queue, clock, logger);
        _reading = LoopAsync(ReadAsync);
        _claiming = options.Redelivers ? LoopAsync(ClaimAsync) : Task.CompletedTask;
    }

    /// <summary>A worker's turn with an entry.</summary>
    public async Task HandleAsync(StreamEntry entry)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        Interlocked.Increment(ref _inHand);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token);
        if (_options.Redelivers)
        {
            limit.CancelAfter(_options.ProcessingTimeout);
        }
        try
        {
            if (await IsDoneAsync(entry, limit.Token))
            {
                await _stream.AcknowledgeAsync(entry.Id);
            }
        }
        catch (RedisException error)
        {
            _logger.EntryPending(entry.Id, _stream.Topic, error.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task<bool> IsDoneAsync(StreamEntry entry, CancellationToken limit)
    {
        try
        {
            await _handler(entry.Message, limit);
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
                catch (RedisException error)
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

    private async Task RestoreGroupAsync()
    {
        try
        {
            await _stream.EnsureGroupAsync();
        }
        catch (RedisException error)
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
        while (next != Beginning);
        await Task.Delay(_options.RedeliverInterval, _clock, _stop.Token);
    }

    private async Task EnqueueAsync(IReadOnlyList<(string Id, ReceivedMessage Message)> entries)
    {
        foreach (var (id, message) in entries)
        {
            await _queue.WriteAsync(new StreamEntry(this, id, message), _stop.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _abort.CancelAfter(Grace);
        await _stop.CancelAsync();
        await Task.WhenAll(_reading, _claiming);
        while (Volatile.Read(ref _inHand) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
        await _stream.DisposeAsync();
        _stop.Dispose();
        _abort.Dispose();
    }
}
