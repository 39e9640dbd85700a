using System.Text;
using OpenClaw.Sidecar.PubSub.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace OpenClaw.Sidecar.Bindings.RabbitMq;

/// <summary>Reads the queue and comes back after every loss. What the app does not take returns to the queue.</summary>
internal sealed class RabbitMqBindingReader : IAsyncDisposable
{
    private readonly RabbitMqLink _link;
    private readonly RabbitMqBindingOptions _options;
    private readonly Func<BindingEvent, CancellationToken, Task> _handler;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public RabbitMqBindingReader(RabbitMqLink link, RabbitMqBindingOptions options, Func<BindingEvent, CancellationToken, Task> handler, ILogger logger)
    {
        (_link, _options, _handler, _logger) = (link, options, handler, logger);
        _loop = LoopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ConsumeAsync(await _link.WaitAsync(_stop.Token));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (RabbitMqLink.IsConnectionFailure(error))
            {
                _logger.BindingSourceAway(_options.Connection.Component, error.Message);
                await Task.Delay(_options.Connection.ReconnectWait, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ConsumeAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _stop.Token);
        await RabbitMqBinding.DeclareAsync(channel, _options, _stop.Token);
        await channel.BasicQosAsync(0, _options.Prefetch, global: true, _stop.Token);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => Ended(closed);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) => Ended(closed);
        consumer.ReceivedAsync += (_, delivery) => HandleAsync(channel, delivery);
        await channel.BasicConsumeAsync(_options.Queue, autoAck: false, consumer, _stop.Token);
        await closed.Task.WaitAsync(_stop.Token);
    }

    private async Task HandleAsync(IChannel channel, BasicDeliverEventArgs delivery)
    {
        try
        {
            await _handler(new BindingEvent(delivery.Body.ToArray(), Metadata(delivery.BasicProperties.Headers)), _stop.Token);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
        }
        catch (Exception error) when (!RabbitMqLink.IsConnectionFailure(error))
        {
            _logger.EventNotTaken(_options.Connection.Component, error.Message);
            if (channel.IsOpen)
            {
                await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true, CancellationToken.None);
            }
        }
    }

    private static Task Ended(TaskCompletionSource closed)
    {
        closed.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Names and values are escaped, because they travel as header lines.</summary>
    private static Dictionary<string, string> Metadata(IDictionary<string, object?>? headers) => headers?
        .Where(header => header.Value is byte[])
        .ToDictionary(header => Uri.EscapeDataString(header.Key), header => Uri.EscapeDataString(Encoding.UTF8.GetString((byte[])header.Value!))) ?? [];
}
