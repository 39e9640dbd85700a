using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.PubSub.Redis;

/// <summary>Metadata of <c>pubsub.redis</c> beyond the connection. A bare number counts milliseconds, as in all of the Redis family.</summary>
internal sealed record RedisStreamOptions
{
    public required string Component { get; init; }

    /// <summary>Consumer group and consumer name at once.</summary>
    public required string ConsumerId { get; init; }

    /// <summary>An entry pending longer than this may be taken again; zero: never.</summary>
    public TimeSpan ProcessingTimeout { get; init; }

    /// <summary>How often pending entries are looked at; zero: never.</summary>
    public TimeSpan RedeliverInterval { get; init; }

    public int QueueDepth { get; init; }
    public int Concurrency { get; init; }
    public long MaxLength { get; init; }
    public TimeSpan StreamTtl { get; init; }

    /// <summary>Either switched off switches redelivery off.</summary>
    public bool Redelivers => ProcessingTimeout > TimeSpan.Zero && RedeliverInterval > TimeSpan.Zero;

    public static RedisStreamOptions From(ComponentMetadata metadata, string appId) => new()
    {
        Component = metadata.Component,
        ConsumerId = metadata.Text("consumerID") ?? appId,
        ProcessingTimeout = Duration(metadata, "processingTimeout", TimeSpan.FromSeconds(15)),
        RedeliverInterval = Duration(metadata, "redeliverInterval", TimeSpan.FromSeconds(60)),
        QueueDepth = Positive(metadata, "queueDepth", 100),
        Concurrency = Positive(metadata, "concurrency", 10),
        MaxLength = metadata.Int32("maxLenApprox", 0),
        StreamTtl = Duration(metadata, "streamTTL", TimeSpan.Zero),
    };

    private static TimeSpan Duration(ComponentMetadata metadata, string name, TimeSpan fallback) => metadata.Duration(name, TimeSpan.FromMilliseconds(1), fallback);

    private static int Positive(ComponentMetadata metadata, string name, int fallback) => metadata.Int32(name, fallback) is > 0 and var value ? value
        : throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" must be positive");
}
