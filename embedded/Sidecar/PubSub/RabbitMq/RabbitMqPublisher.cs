using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>
/// Publishes over a small pool of channels: a channel carries one message at a time until the broker confirmed it,
/// so a confirm can never be taken for another message's.
/// </summary>
internal sealed class RabbitMqPublisher(RabbitMqLink link, RabbitMqOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const int Attempts = 3;
    private const int MaxChannels = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The usual failure is a stale channel, which a new one cures at once.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentBag<IChannel> _idle = [];
    private readonly SemaphoreSlim _slots = new(MaxChannels, MaxChannels);
    private volatile ConcurrentDictionary<string, bool> _declared = new(StringComparer.Ordinal);
    private IConnection? _declaredOn;

    public async Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var properties = RabbitMqProperties.From(options, metadata);
        var routingKey = metadata.GetValueOrDefault("routingKey") ?? "";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PublishOnceAsync(topic, routingKey, properties, body, cancellationToken);
                return;
            }
            catch (Exception error) when (attempt < Attempts && RabbitMqLink.IsConnectionFailure(error))
            {
                // An auto-delete exchange may have gone with its last queue, so the next attempt declares it again.
                _declared.TryRemove(topic, out _);
                await Task.Delay(attempt == 1 ? FirstPause : Pause, clock, cancellationToken);
            }
        }
    }

    private async Task PublishOnceAsync(
        string topic, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        IChannel? channel = null;
        try
        {
            var connection = await link.GetAsync(cancellationToken);
            channel = await RentAsync(connection, cancellationToken);
            await EnsureExchangeAsync(connection, channel, topic, cancellationToken);
            await channel.BasicPublishAsync(topic, routingKey, mandatory: false, properties, body, cancellationToken);
            _idle.Add(channel);
            channel = null;
        }
        finally
        {
            // A channel that failed is not used again.
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }
            _slots.Release();
        }
    }

    private async Task<IChannel> RentAsync(IConnection connection, CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsOpen)
            {
                return idle;
            }
            await idle.DisposeAsync();
        }
        return await connection.CreateChannelAsync(
            new CreateChannelOptions(options.PublisherConfirm, options.PublisherConfirm), cancellationToken);
    }

    private async Task EnsureExchangeAsync(IConnection connection, IChannel channel, string topic, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(Interlocked.Exchange(ref _declaredOn, connection), connection))
        {
            _declared = new(StringComparer.Ordinal);
        }
        var declared = _declared;
        if (!declared.ContainsKey(topic))
        {
            await RabbitMqTopology.DeclareExchangeAsync(channel, options, topic, cancellationToken);
            declared[topic] = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var channel))
        {
            await channel.DisposeAsync();
        }
        _slots.Dispose();
    }
}
