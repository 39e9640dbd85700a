using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>Metadata of <c>pubsub.rabbitmq</c>; defaults as the original's code has them.</summary>
internal sealed record RabbitMqOptions
{
    public required string Component { get; init; }
    public required Uri Address { get; init; }
    public RabbitMqTls Tls { get; init; } = new(null, null, false);
    public required string ConsumerId { get; init; }
    public bool Durable { get; init; } = true;
    public bool DeletedWhenUnused { get; init; } = true;
    public bool AutoAck { get; init; }

    /// <summary>0 leaves the property out, which the broker reads as transient; 2 is persistent.</summary>
    public int DeliveryMode { get; init; }
    public bool RequeueInFailure { get; init; }
    public ushort Prefetch { get; init; }
    public bool Parallel { get; init; } = true;
    public bool PublisherConfirm { get; init; }
    public bool EnableDeadLetter { get; init; }
    public long MaxLength { get; init; }
    public long MaxLengthBytes { get; init; }
    public string ExchangeKind { get; init; } = "fanout";
    public long? TtlSeconds { get; init; }
    public TimeSpan ReconnectWait { get; init; }
    public TimeSpan HeartBeat { get; init; }
    public string? ClientName { get; init; }
    public bool PropertiesToMetadata { get; init; }

    public static RabbitMqOptions From(ComponentMetadata metadata, string appId) => new()
    {
        Component = metadata.Component,
        Address = RabbitMqAddress.From(metadata),
        Tls = RabbitMqTls.From(metadata),
        ConsumerId = metadata.Text("consumerID") ?? appId,
        Durable = metadata.Bool("durable", true),
        DeletedWhenUnused = metadata.Bool("deletedWhenUnused", true),
        AutoAck = metadata.Bool("autoAck", false),
        DeliveryMode = Number(metadata, "deliveryMode", 2),
        RequeueInFailure = metadata.Bool("requeueInFailure", false),
        Prefetch = (ushort)Number(metadata, "prefetchCount", 255),
        Parallel = OneOf(metadata, "concurrencyMode", "parallel", "single") == "parallel",
        PublisherConfirm = metadata.Bool("publisherConfirm", false),
        EnableDeadLetter = metadata.Bool("enableDeadLetter", false),
        MaxLength = metadata.Int32("maxLen", 0),
        MaxLengthBytes = metadata.Int32("maxLenBytes", 0),
        ExchangeKind = OneOf(metadata, "exchangeKind", "fanout", "topic", "direct", "headers"),
        TtlSeconds = MessageTtl.Seconds(metadata.Values),
        ReconnectWait = metadata.Duration("reconnectWaitSeconds", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)),
        HeartBeat = metadata.Duration("heartBeat", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
        ClientName = metadata.Text("clientName"),
        PropertiesToMetadata = metadata.Bool("publishMessagePropertiesToMetadata", false),
    };

    private static int Number(ComponentMetadata metadata, string name, int most) => metadata.Int32(name, 0) is >= 0 and var value && value <= most ? value
        : throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" must be between 0 and {most}");

    /// <summary>The first word is the default.</summary>
    private static string OneOf(ComponentMetadata metadata, string name, params string[] words) => metadata.Text(name) is not { } word ? words[0]
        : words.Contains(word) ? word
        : throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" must be one of {string.Join(", ", words)}");
}
