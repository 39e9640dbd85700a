using System.Globalization;
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
        var keys = metadata.TryGetValue("routingKey", out var routing) ? routing.Split(',', StringSplitOptions.TrimEntries) : [""];
        foreach (var key in keys)
        {
            await channel.QueueBindAsync(queue, topic, key, cancellationToken: cancellationToken);
        }
        return queue;
    }

    private static async Task DeclareDeadLetterAsync(IChannel channel, RabbitMqOptions options, string queue, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync($"dlx-{queue}", "fanout", options.Durable, options.DeletedWhenUnused, cancellationToken: cancellationToken);
        var lazy = new Dictionary<string, object?> { ["x-queue-mode"] = "lazy" };
        await channel.QueueDeclareAsync($"dlq-{queue}", true, exclusive: false, options.DeletedWhenUnused, lazy, cancellationToken: cancellationToken);
        await channel.QueueBindAsync($"dlq-{queue}", $"dlx-{queue}", "", cancellationToken: cancellationToken);
    }

    private static Dictionary<string, object?> Arguments(RabbitMqOptions options, IReadOnlyDictionary<string, string> metadata)
    {
        var arguments = new Dictionary<string, object?>();
        if (metadata.TryGetValue("queueType", out var type) && type.Length > 0)
        {
            arguments["x-queue-type"] = type;
        }
        Add(arguments, "x-max-length", metadata.GetValueOrDefault("maxLen") ?? options.MaxLength);
        Add(arguments, "x-max-length-bytes", metadata.GetValueOrDefault("maxLenBytes") ?? options.MaxLengthBytes);
        Add(arguments, "x-max-priority", metadata.GetValueOrDefault("maxPriority"));
        if (options.TtlSeconds is { } ttl)
        {
            arguments["x-message-ttl"] = ttl * 1000;
        }
        if (metadata.GetValueOrDefault("singleActiveConsumer") is { } single && Resources.MetadataValues.IsTrue(single))
        {
            arguments["x-single-active-consumer"] = true;
        }
        return arguments;
    }

    private static void Add(Dictionary<string, object?> arguments, string name, string? number)
    {
        if (!string.IsNullOrEmpty(number))
        {
            arguments[name] = long.Parse(number, CultureInfo.InvariantCulture);
        }
    }
}
