namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary><c>pubsub.rabbitmq</c>.</summary>
internal sealed class RabbitMqPubSub : IPubSub
{
    /// <summary>How long a subscription may take before the app's start goes on without it, as in the original.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly RabbitMqOptions _options;
    private readonly RabbitMqLink _link;
    private readonly RabbitMqPublisher _publisher;
    private readonly ILogger _logger;

    private RabbitMqPubSub(RabbitMqOptions options, RabbitMqLink link, TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _options = options;
        _link = link;
        _publisher = new RabbitMqPublisher(link, options, clock);
        _logger = logger;
    }

    public IReadOnlyList<string> Capabilities { get; } = ["MESSAGE_TTL"];

    public static async Task<RabbitMqPubSub> StartAsync(
        RabbitMqOptions options, TimeProvider clock, ILogger<RabbitMqPubSub> logger, CancellationToken cancellationToken)
    {
        var link = new RabbitMqLink(options, clock, logger);
        await link.GetAsync(cancellationToken);
        return new RabbitMqPubSub(options, link, clock, logger);
    }

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        _publisher.PublishAsync(topic, body, metadata, cancellationToken);

    public async Task PrepareAsync(string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        // An auto-delete queue without consumer would outlive a sidecar that never gets one.
        if (_options.DeletedWhenUnused || !_options.Durable)
        {
            return;
        }
        var connection = await _link.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await RabbitMqTopology.DeclareQueueAsync(channel, _options, topic, metadata, cancellationToken);
    }

    public async Task<IAsyncDisposable> SubscribeAsync(TopicRequest request, Func<ReceivedMessage, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        var subscription = new RabbitMqSubscription(_link, _options, request, handler, _logger);
        try
        {
            await subscription.Started.WaitAsync(Patience, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on trying; the app's other subscriptions must not wait for it any longer.
            _logger.SubscriptionLate(request.Topic, _options.Component);
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _link.DisposeAsync();
    }
}
