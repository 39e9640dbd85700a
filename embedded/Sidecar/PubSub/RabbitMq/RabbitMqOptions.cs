using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>Metadata of <c>pubsub.rabbitmq</c>; defaults as the original's code has them.</summary>
internal sealed record RabbitMqOptions
{
    public required string Component { get; init; }
    public required Uri Address { get; init; }
    public required string ConsumerId { get; init; }
    public bool Durable { get; init; } = true;
    public bool DeletedWhenUnused { get; init; } = true;
    public bool AutoAck { get; init; }
    public bool Persistent { get; init; }
    public bool RequeueInFailure { get; init; }
    public ushort Prefetch { get; init; }
    public bool Parallel { get; init; } = true;
    public bool PublisherConfirm { get; init; }
    public bool EnableDeadLetter { get; init; }
    public string? MaxLength { get; init; }
    public string? MaxLengthBytes { get; init; }
    public string ExchangeKind { get; init; } = "fanout";
    public long? TtlSeconds { get; init; }
    public TimeSpan ReconnectWait { get; init; }
    public TimeSpan HeartBeat { get; init; }
    public string? ClientName { get; init; }

    public static RabbitMqOptions From(ComponentMetadata metadata, string appId)
    {
        var text = metadata.Text("connectionString", "host")
            ?? $"{metadata.Text("protocol") ?? "amqp"}://{Login(metadata)}{metadata.Text("hostname") ?? "localhost"}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"connectionString\" is not an amqp:// address");
        }
        foreach (var name in (string[])["saslExternal", "caCert", "clientCert", "clientKey"])
        {
            if (metadata.Text(name) is not null and not "false")
            {
                throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" is not supported by the embedded sidecar");
            }
        }
        return new RabbitMqOptions
        {
            Component = metadata.Component,
            Address = address,
            ConsumerId = metadata.Text("consumerID") ?? appId,
            Durable = metadata.Bool("durable", true),
            DeletedWhenUnused = metadata.Bool("deletedWhenUnused", true),
            AutoAck = metadata.Bool("autoAck", false),
            Persistent = metadata.Int32("deliveryMode", 0) == 2,
            RequeueInFailure = metadata.Bool("requeueInFailure", false),
            Prefetch = (ushort)metadata.Int32("prefetchCount", 0),
            Parallel = metadata.Text("concurrencyMode") is null or "parallel",
            PublisherConfirm = metadata.Bool("publisherConfirm", false),
            EnableDeadLetter = metadata.Bool("enableDeadLetter", false),
            MaxLength = metadata.Text("maxLen"),
            MaxLengthBytes = metadata.Text("maxLenBytes"),
            ExchangeKind = metadata.Text("exchangeKind") ?? "fanout",
            TtlSeconds = metadata.Text("ttlInSeconds") is null ? null : metadata.Int32("ttlInSeconds", 0),
            ReconnectWait = TimeSpan.FromSeconds(metadata.Int32("reconnectWaitSeconds", 3)),
            HeartBeat = metadata.Duration("heartBeat", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
            ClientName = metadata.Text("clientName"),
        };
    }

    private static string Login(ComponentMetadata metadata) =>
        metadata.Text("username") is { } user ? $"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(metadata.Text("password") ?? "")}@" : "";
}
