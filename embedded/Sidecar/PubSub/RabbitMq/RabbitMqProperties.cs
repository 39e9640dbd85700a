using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>AMQP properties from publish metadata, and back.</summary>
internal static class RabbitMqProperties
{
    private const string DefaultContentType = "text/plain";

    /// <summary>A time to live or priority that is no number is ignored, as the original does.</summary>
    public static BasicProperties From(RabbitMqOptions options, IReadOnlyDictionary<string, string> metadata)
    {
        var properties = new BasicProperties { ContentType = Text(metadata, "contentType") ?? DefaultContentType };
        if (options.DeliveryMode > 0)
        {
            properties.DeliveryMode = (DeliveryModes)options.DeliveryMode;
        }
        if ((MessageTtl.Seconds(metadata) ?? options.TtlSeconds) is { } seconds)
        {
            properties.Expiration = (seconds * 1000).ToString(CultureInfo.InvariantCulture);
        }
        if (long.TryParse(Text(metadata, "priority"), NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
        {
            properties.Priority = (byte)Math.Min(priority, byte.MaxValue);
        }
        if (Text(metadata, "messageID") is { } id)
        {
            properties.MessageId = id;
        }
        if (Text(metadata, "correlationID") is { } correlation)
        {
            properties.CorrelationId = correlation;
        }
        if (Text(metadata, "type") is { } type)
        {
            properties.Type = type;
        }
        return properties;
    }

    /// <summary>What <c>publishMessagePropertiesToMetadata</c> shows the app.</summary>
    public static Dictionary<string, string> ToMetadata(IReadOnlyBasicProperties properties)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(metadata, "messageid", properties.MessageId);
        Add(metadata, "correlationid", properties.CorrelationId);
        Add(metadata, "type", properties.Type);
        Add(metadata, "contenttype", properties.ContentType);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            Add(metadata, name, value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture));
        }
        return metadata;
    }

    private static void Add(Dictionary<string, string> metadata, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            metadata[name] = value;
        }
    }

    private static string? Text(IReadOnlyDictionary<string, string> metadata, string name) => metadata.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
}
