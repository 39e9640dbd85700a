#nullable disable // as the original: callers may annotate or not
namespace Dapr;

/// <summary>A subscription of an endpoint.</summary>
public class TopicOptions
{
    /// <summary>Metadata of the subscription.</summary>
    public IDictionary<string, string> Metadata;

    /// <summary>The topic.</summary>
    public string Name { get; set; }

    /// <summary>The pub/sub component.</summary>
    public string PubsubName { get; set; }

    /// <summary>Whether the topic carries raw payloads.</summary>
    public bool EnableRawPayload { get; set; }

    /// <summary>Which events: a CEL expression; all when empty.</summary>
    public string Match { get; set; }

    /// <summary>Order among the rules of a topic.</summary>
    public int Priority { get; set; }

    /// <summary>Which metadata the topic owns.</summary>
    public string[] OwnedMetadatas { get; set; }

    /// <summary>Joins values of the same key.</summary>
    public string MetadataSeparator { get; set; }

    /// <summary>Where failed events go.</summary>
    public string DeadLetterTopic { get; set; }
}

/// <summary>Options of the subscription list.</summary>
public class SubscribeOptions
{
    /// <summary>Whether topics carry raw payloads unless they say otherwise.</summary>
    public bool EnableRawPayload { get; set; }
}

/// <summary>Options of the CloudEvents middleware.</summary>
public class CloudEventsMiddlewareOptions
{
    /// <summary>Whether text data stays a JSON string.</summary>
    public bool SuppressJsonDecodingOfTextPayloads { get; set; }

    /// <summary>Whether properties of the event become request headers.</summary>
    public bool ForwardCloudEventPropertiesAsHeaders { get; set; }

    /// <summary>The only properties to forward; beats the exclusions.</summary>
    public string[] IncludedCloudEventPropertiesAsHeaders { get; set; }

    /// <summary>Properties not to forward.</summary>
    public string[] ExcludedCloudEventPropertiesFromHeaders { get; set; }
}
