using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.PubSub.Redis;

/// <summary>
/// <c>pubsub.redis</c>: a stream per topic, whose entries hold <c>data</c> and, if there is any, <c>metadata</c> as JSON;
/// a consumer group per consumer id. Workers are shared by all subscriptions of the component.
/// </summary>
internal sealed class RedisStreamPubSub : IPubSub
{
    private readonly RedisStreamOptions _options;
    private readonly ConnectionMultiplexer _connection;
    private readonly Func<CancellationToken, Task<ConnectionMultiplexer>> _open;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Channel<StreamEntry> _queue;
    private readonly Task[] _workers;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="connection">Shared, for publishing and acknowledging.</param>
    /// <param name="open">A connection of one's own: a blocking read keeps it busy.</param>
    public RedisStreamPubSub(
        RedisStreamOptions options, ConnectionMultiplexer connection, Func<CancellationToken, Task<ConnectionMultiplexer>> open, TimeProvider clock, ILogger logger)
    {
        (_options, _connection, _open, _clock, _logger) = (options, connection, open, clock, logger);
        _queue = Channel.CreateBounded<StreamEntry>(options.QueueDepth);
        _workers = [.. Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(WorkAsync))];
    }

    public IReadOnlyList<string> Capabilities { get; } = [];

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        List<object> arguments = [topic];
        if (_options.MaxLength > 0)
        {
            arguments.AddRange(["MAXLEN", "~", _options.MaxLength]);
        }
        else if (_options.StreamTtl > TimeSpan.Zero)
        {
            var oldest = (_clock.GetUtcNow() - _options.StreamTtl).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            arguments.AddRange(["MINID", "~", oldest + "-1"]);
        }
        arguments.AddRange(["*", "data", (RedisValue)body]);
        if (metadata.Count > 0)
        {
            arguments.AddRange(["metadata", (RedisValue)JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(metadata), StreamJson.Default.DictionaryStringString)]);
        }
        await _connection.GetDatabase().ExecuteAsync("XADD", [.. arguments]).WaitAsync(cancellationToken);
    }

    /// <summary>A stream keeps its entries by itself, but only for groups that exist.</summary>
    public async Task PrepareAsync(string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        await RedisStream.EnsureGroupAsync(_connection.GetDatabase(), topic, _options.ConsumerId).WaitAsync(cancellationToken);

    public async Task<IAsyncDisposable> SubscribeAsync(TopicRequest request, Func<ReceivedMessage, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        await PrepareAsync(request.Topic, request.Metadata, cancellationToken);
        var stream = new RedisStream(_options, request.Topic, _connection, await _open(cancellationToken));
        _logger.Subscribed(request.Topic, _options.Component);
        return new RedisStreamSubscription(_options, stream, request.Grace, handler, _queue.Writer, _clock, _logger);
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var entry in _queue.Reader.ReadAllAsync(_stop.Token))
            {
                await entry.Owner.HandleAsync(entry);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Entries still queued stay pending in the group.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
        _stop.Dispose();
    }
}
