#nullable disable // as the original: callers may annotate or not
namespace Dapr.AspNetCore;

/// <summary>How many events of a topic an endpoint takes at once.</summary>
public interface IBulkSubscribeMetadata
{
    /// <summary>The most events in one request.</summary>
    int MaxMessagesCount { get; }

    /// <summary>How long the sidecar collects, in milliseconds.</summary>
    int MaxAwaitDurationMs { get; }

    /// <summary>The topic, which the endpoint subscribes to by <see cref="TopicAttribute"/>.</summary>
    string TopicName { get; }
}

/// <summary>Lets an endpoint take many events of a topic at once.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public class BulkSubscribeAttribute : Attribute, IBulkSubscribeMetadata
{
    private const int DefaultCount = 100;
    private const int DefaultAwait = 1000;

    /// <summary>Takes events in batches of a size and age.</summary>
    public BulkSubscribeAttribute(string topicName, int maxMessagesCount, int maxAwaitDurationMs)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        TopicName = topicName;
        MaxMessagesCount = maxMessagesCount;
        MaxAwaitDurationMs = maxAwaitDurationMs;
    }

    /// <summary>Takes events in batches of a size.</summary>
    public BulkSubscribeAttribute(string topicName, int maxMessagesCount)
        : this(topicName, maxMessagesCount, DefaultAwait)
    {
    }

    /// <summary>Takes events in batches.</summary>
    public BulkSubscribeAttribute(string topicName)
        : this(topicName, DefaultCount, DefaultAwait)
    {
    }

    /// <inheritdoc/>
    public int MaxMessagesCount { get; }

    /// <inheritdoc/>
    public int MaxAwaitDurationMs { get; }

    /// <inheritdoc/>
    public string TopicName { get; }
}

/// <summary>How many events of a topic an endpoint takes at once.</summary>
public class BulkSubscribeTopicOptions
{
    /// <summary>The most events in one request.</summary>
    public int MaxMessagesCount { get; set; } = 100;

    /// <summary>How long the sidecar collects, in milliseconds.</summary>
    public int MaxAwaitDurationMs { get; set; } = 1000;

    /// <summary>The topic.</summary>
    public string TopicName { get; set; }
}
