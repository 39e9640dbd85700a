using System.Globalization;
using OpenClaw.Sidecar.Resources;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>Names and declarations of exchanges and queues, as the original makes them.</summary>
internal static class RabbitMqTopology
{
    public static string QueueName(RabbitMqOptions options, string topic, IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue("queueName", out var name) && name.Length > 0 ? name : $"{options.ConsumerId}-{topic}";

    public static Task DeclareExchangeAsync(IChannel channel, RabbitMqOptions options, string topic, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(topic, options.ExchangeKind, options.Durable, autoDelete: options.DeletedWhenUnused, cancellationToken: cancellationToken);

    /// <summary>Exchange, queue and bindings of a subscription; answers the queue's name.</summary>
    public static async Task<string> DeclareQueueAsync(
        IChannel channel, RabbitMqOptions options, string topic, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        await DeclareExchangeAsync(channel, options, topic, cancellationToken);
        var queue = QueueName(options, topic, metadata);
        var arguments = Arguments(options, metadata);
        if (options.EnableDeadLetter)
        {
            await DeclareDeadLetterAsync(channel, options, queue, cancellationToken);
            arguments["x-dead-letter-exchange"] = $"dlx-{queue}";
        }
        await channel.QueueDeclareAsync(queue, options.Durable, exclusive: false, options.DeletedWhenUnused, arguments, cancellationToken: cancellationToken);
        foreach (var key in (metadata.GetValueOrDefault("routingKey") ?? "").Split(','))
        {
            await channel.QueueBindAsync(queue, topic, key, cancellationToken: cancellationToken);
        }
        return queue;
    }

    /// <summary>Durable whatever the component says; the queue keeps its messages on disk and has the component's limits.</summary>
    private static async Task DeclareDeadLetterAsync(IChannel channel, RabbitMqOptions options, string queue, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync($"dlx-{queue}", "fanout", durable: true, options.DeletedWhenUnused, cancellationToken: cancellationToken);
        var arguments = Limits(options);
        arguments["x-queue-mode"] = "lazy";
        await channel.QueueDeclareAsync($"dlq-{queue}", durable: true, exclusive: false, options.DeletedWhenUnused, arguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync($"dlq-{queue}", $"dlx-{queue}", "", cancellationToken: cancellationToken);
    }

    private static Dictionary<string, object?> Limits(RabbitMqOptions options)
    {
        var arguments = new Dictionary<string, object?>();
        if (options.MaxLength > 0)
        {
            arguments["x-max-length"] = options.MaxLength;
        }
        if (options.MaxLengthBytes > 0)
        {
            arguments["x-max-length-bytes"] = options.MaxLengthBytes;
        }
        return arguments;
    }

    /// <summary>The component's limits, overridden by what the subscription says.</summary>
    private static Dictionary<string, object?> Arguments(RabbitMqOptions options, IReadOnlyDictionary<string, string> metadata)
    {
        var arguments = Limits(options);
        if (Number(metadata, "maxPriority") is { } priority)
        {
            arguments["x-max-priority"] = (byte)Math.Min(priority, byte.MaxValue);
        }
        arguments["x-queue-type"] = metadata.GetValueOrDefault("queueType") switch
        {
            null or "" or "classic" => "classic",
            "quorum" => "quorum",
            var other => throw new SubscriptionException($"invalid queue type {other}: valid types are classic and quorum"),
        };
        if (MetadataValues.IsTrue(metadata.GetValueOrDefault("singleActiveConsumer")))
        {
            arguments["x-single-active-consumer"] = true;
        }
        if (Number(metadata, "maxLenBytes") is { } bytes)
        {
            arguments["x-max-length-bytes"] = bytes;
        }
        if (Number(metadata, "maxLen") is { } length)
        {
            arguments["x-max-length"] = length;
        }
        return arguments;
    }

    private static long? Number(IReadOnlyDictionary<string, string> metadata, string name) => metadata.GetValueOrDefault(name) is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new SubscriptionException($"{name} is not a number: {text}");
}
