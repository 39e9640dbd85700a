using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>Consumes one queue and comes back after every loss. A message is acknowledged only after its handler ended.</summary>
internal sealed class RabbitMqSubscription : IAsyncDisposable
{
    /// <summary>Handlers at once when neither prefetch nor concurrency mode limits them and no batch needs more.</summary>
    private const int MaxParallel = 64;
    private static readonly Dictionary<string, string> NoMetadata = [];

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Answering = TimeSpan.FromMilliseconds(500);

    private readonly RabbitMqLink _link;
    private readonly RabbitMqOptions _options;
    private readonly TopicRequest _request;
    private readonly string _topic;
    private readonly Func<ReceivedMessage, CancellationToken, Task> _handler;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Ends handlers that are still busy when the grace after a stop is over.</summary>
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private int _inHand;

    public RabbitMqSubscription(
        RabbitMqLink link,
        RabbitMqOptions options,
        TopicRequest request,
        Func<ReceivedMessage, CancellationToken, Task> handler,
        ILogger logger)
    {
        (_link, _options, _request, _topic, _handler, _logger) = (link, options, request, request.Topic, handler, logger);
        _loop = LoopAsync();
    }

    /// <summary>Ends when the first consumer is registered.</summary>
    public Task Started => _started.Task;

    private async Task LoopAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    await ConsumeAsync(await _link.WaitAsync(_stop.Token));
                }
                catch (Exception error) when (!_stop.IsCancellationRequested && (RabbitMqLink.IsConnectionFailure(error) || _started.Task.IsCompletedSuccessfully))
                {
                    // What is no matter of the connection is told to the waiting start, and to nobody afterwards: then it is tried again.
                    _logger.BrokerAway(_options.Component, error.Message);
                    await Task.Delay(_options.ReconnectWait, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _started.TrySetCanceled(CancellationToken.None);
        }
        catch (Exception error)
        {
            // The waiting start reports it.
            _started.TrySetException(error);
        }
    }

    private async Task ConsumeAsync(IConnection connection)
    {
        var most = Math.Max(MaxParallel, _request.AtOnce);
        var parallel = !_options.Parallel ? 1 : _options.Prefetch > 0 ? Math.Min(_options.Prefetch, most) : Math.Min(most, ushort.MaxValue);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(false, false, null, (ushort)parallel), _stop.Token);
        var queue = await RabbitMqTopology.DeclareQueueAsync(channel, _options, _topic, _request.Metadata, _stop.Token);
        if (_options.Prefetch > 0)
        {
            await channel.BasicQosAsync(0, _options.Prefetch, false, _stop.Token);
        }
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => Ended(closed);
        var consumer = new AsyncEventingBasicConsumer(channel);
        // The broker cancels a consumer when its queue is deleted; the loop then declares everything again.
        consumer.UnregisteredAsync += (_, _) => Ended(closed);
        consumer.ReceivedAsync += (_, delivery) => HandleAsync(channel, delivery);
        // The consumer carries the queue's name, as the original's does.
        var tag = await channel.BasicConsumeAsync(queue, _options.AutoAck, queue, consumer, _stop.Token);
        _started.TrySetResult();
        _logger.Subscribed(_topic, _options.Component);
        try
        {
            await closed.Task.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            await DrainAsync(channel, tag);
            throw;
        }
        _logger.BrokerAway(_options.Component, "the channel was closed");
    }

    private async Task HandleAsync(IChannel channel, BasicDeliverEventArgs delivery)
    {
        if (_stop.IsCancellationRequested)
        {
            // Unacknowledged messages return to the queue when the channel closes.
            return;
        }
        Interlocked.Increment(ref _inHand);
        try
        {
            var message = new ReceivedMessage(_topic, delivery.Body.ToArray(), _options.PropertiesToMetadata ? RabbitMqProperties.ToMetadata(delivery.BasicProperties) : NoMetadata);
            await _handler(message, _abort.Token);
            if (!_options.AutoAck)
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, false, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await RejectAsync(channel, delivery, requeue: true, "the subscription stops");
        }
        catch (Exception error)
        {
            await RejectAsync(channel, delivery, _options.RequeueInFailure, error.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task RejectAsync(IChannel channel, BasicDeliverEventArgs delivery, bool requeue, string reason)
    {
        _logger.NotHandled(_topic, reason, requeue);
        if (_options.AutoAck || !channel.IsOpen)
        {
            return;
        }
        try
        {
            await channel.BasicNackAsync(delivery.DeliveryTag, false, requeue, CancellationToken.None);
        }
        catch (Exception error) when (RabbitMqLink.IsConnectionFailure(error))
        {
            // The broker has taken the message back with the channel.
            _logger.BrokerAway(_options.Component, error.Message);
        }
    }

    private async Task DrainAsync(IChannel channel, string tag)
    {
        try
        {
            await channel.BasicCancelAsync(tag, noWait: false, CancellationToken.None);
            // Handlers end with the grace at the latest, and then still answer the broker.
            for (var waited = TimeSpan.Zero; Volatile.Read(ref _inHand) > 0 && waited < _request.Grace + Answering; waited += Look)
            {
                await Task.Delay(Look, CancellationToken.None);
            }
            await channel.CloseAsync(CancellationToken.None);
        }
        catch (Exception error) when (RabbitMqLink.IsConnectionFailure(error))
        {
            _logger.BrokerAway(_options.Component, error.Message);
        }
    }

    private static Task Ended(TaskCompletionSource closed)
    {
        closed.TrySetResult();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _abort.CancelAfter(_request.Grace);
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        await _abort.CancelAsync();
        _abort.Dispose();
    }
}
