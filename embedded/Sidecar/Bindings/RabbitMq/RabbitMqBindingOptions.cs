using OpenClaw.Sidecar.PubSub.RabbitMq;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings.RabbitMq;

/// <summary>Metadata of <c>bindings.rabbitmq</c>.</summary>
internal sealed record RabbitMqBindingOptions(RabbitMqOptions Connection, string Queue)
{
    public bool Durable { get; init; }
    public bool DeleteWhenUnused { get; init; }
    public bool Exclusive { get; init; }
    public ushort Prefetch { get; init; }

    /// <summary>What the queue is declared with.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>();
    public string ContentType { get; init; } = "text/plain";

    public static RabbitMqBindingOptions From(ComponentMetadata metadata)
    {
        if (!Uri.TryCreate(metadata.Required("host"), UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps"))
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"host\" is not an amqp:// address");
        }
        var arguments = new Dictionary<string, object?>();
        if (metadata.Text("ttlInSeconds") is not null)
        {
            arguments["x-message-ttl"] = (long)metadata.Int32("ttlInSeconds", 0) * 1000;
        }
        if (metadata.Text("maxPriority") is not null)
        {
            arguments["x-max-priority"] = (byte)Math.Clamp(metadata.Int32("maxPriority", 0), 0, 255);
        }
        var connection = new RabbitMqOptions
        {
            Component = metadata.Component,
            Address = address,
            Tls = RabbitMqTls.From(metadata, "externalSasl"),
            ConsumerId = metadata.Component,
            ReconnectWait = metadata.Duration("reconnectWaitInSeconds", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)),
            HeartBeat = TimeSpan.FromSeconds(10),
        };
        return new RabbitMqBindingOptions(connection, metadata.Required("queueName"))
        {
            Durable = metadata.Bool("durable", false),
            DeleteWhenUnused = metadata.Bool("deleteWhenUnused", false),
            Exclusive = metadata.Bool("exclusive", false),
            Prefetch = (ushort)Math.Clamp(metadata.Int32("prefetchCount", 0), 0, ushort.MaxValue),
            Arguments = arguments,
            ContentType = metadata.Text("contentType") ?? "text/plain",
        };
    }
}
