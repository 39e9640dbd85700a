using System.Globalization;
using OpenClaw.Sidecar.PubSub.RabbitMq;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.Bindings.RabbitMq;

/// <summary><c>bindings.rabbitmq</c>: one queue, written through the default exchange and read for the app.</summary>
internal sealed class RabbitMqBinding : IOutputBinding, IInputBinding, IAsyncDisposable
{
    private readonly RabbitMqBindingOptions _options;
    private readonly RabbitMqLink _link;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IChannel? _channel;

    private RabbitMqBinding(RabbitMqBindingOptions options, TimeProvider clock, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _link = new RabbitMqLink(options.Connection, clock, logger);
    }

    /// <summary>Connects and declares the queue.</summary>
    public static async Task<RabbitMqBinding> StartAsync(RabbitMqBindingOptions options, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        var binding = new RabbitMqBinding(options, clock, logger);
        try
        {
            binding._channel = await binding.OpenAsync(cancellationToken);
            return binding;
        }
        catch
        {
            await binding.DisposeAsync();
            throw;
        }
    }

    public async Task<BindingResponse> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != "create")
        {
            throw new BindingException($"binding {_options.Connection.Component} does not support operation {request.Operation}. supported operations: create");
        }
        var properties = Properties(request.Metadata);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                _channel = await OpenAsync(cancellationToken);
            }
            await _channel.BasicPublishAsync("", _options.Queue, mandatory: false, properties, request.Data, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
        return new BindingResponse(default, new Dictionary<string, string>());
    }

    public Task<IAsyncDisposable> StartAsync(Func<BindingEvent, CancellationToken, Task> handler, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new RabbitMqBindingReader(_link, _options, handler, _logger));

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
        {
            await _channel.DisposeAsync();
        }
        await _link.DisposeAsync();
        _gate.Dispose();
    }

    internal static async Task DeclareAsync(IChannel channel, RabbitMqBindingOptions options, CancellationToken cancellationToken) =>
        await channel.QueueDeclareAsync(options.Queue, options.Durable, options.Exclusive, options.DeleteWhenUnused,
            options.Arguments.ToDictionary(), cancellationToken: cancellationToken);

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _link.GetAsync(cancellationToken);
        // With confirms: the caller's 204 means that the broker has the message.
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        await DeclareAsync(channel, _options, cancellationToken);
        return channel;
    }

    private BasicProperties Properties(IReadOnlyDictionary<string, string> metadata)
    {
        var properties = new BasicProperties
        {
            DeliveryMode = _options.Durable ? DeliveryModes.Persistent : DeliveryModes.Transient,
            ContentType = metadata.GetValueOrDefault("contentType") ?? _options.ContentType,
            Headers = metadata.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
        };
        if (metadata.GetValueOrDefault("ttlInSeconds") is { } ttl)
        {
            properties.Expiration = long.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? (seconds * 1000).ToString(CultureInfo.InvariantCulture) : throw new BindingException($"failed to get TTL: {ttl}");
        }
        if (metadata.GetValueOrDefault("priority") is { } priority)
        {
            properties.Priority = byte.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
                ? level : throw new BindingException($"priority is not a number of 0 to 255: {priority}");
        }
        return properties;
    }
}
