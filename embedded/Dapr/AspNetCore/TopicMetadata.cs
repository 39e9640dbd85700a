#nullable disable // as the original: callers may annotate or not
namespace Dapr;

/// <summary>An endpoint's topic.</summary>
public interface ITopicMetadata
{
    /// <summary>The topic.</summary>
    string Name { get; }

    /// <summary>The pub/sub component.</summary>
    string PubsubName { get; }

    /// <summary>Which events: a CEL expression; all when empty.</summary>
    string Match { get; }

    /// <summary>Order among the rules of a topic.</summary>
    int Priority { get; }
}

/// <summary>Whether a topic carries raw payloads.</summary>
public interface IRawTopicMetadata
{
    /// <summary>Whether it does; null for the default.</summary>
    bool? EnableRawPayload { get; }
}

/// <summary>Where failed events of a topic go.</summary>
public interface IDeadLetterTopicMetadata
{
    /// <summary>The topic for them.</summary>
    string DeadLetterTopic { get; }
}

/// <summary>Metadata of a subscription.</summary>
public interface IOriginalTopicMetadata
{
    /// <summary>Names it for the topics that own it; null for all topics of the endpoint.</summary>
    string Id { get; }

    /// <summary>The key.</summary>
    string Name { get; }

    /// <summary>The value.</summary>
    string Value { get; }
}

/// <summary>Which metadata a topic owns.</summary>
public interface IOwnedOriginalTopicMetadata
{
    /// <summary>The ids.</summary>
    string[] OwnedMetadatas { get; }

    /// <summary>Joins values of the same key.</summary>
    string MetadataSeparator { get; }
}
