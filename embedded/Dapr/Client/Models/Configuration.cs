namespace Dapr.Client;

/// <summary>One item of a configuration store.</summary>
public class ConfigurationItem(string value, string version, IReadOnlyDictionary<string, string> metadata)
{
    /// <summary>The value.</summary>
    public string Value { get; } = value;

    /// <summary>The version.</summary>
    public string Version { get; } = version;

    /// <summary>Metadata of the store.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;
}

/// <summary>A stream of configuration changes.</summary>
public abstract class ConfigurationSource : IAsyncEnumerable<IDictionary<string, ConfigurationItem>>
{
    /// <summary>Identifies the subscription; known after the first message.</summary>
    public abstract string Id { get; }

    /// <inheritdoc/>
    public abstract IAsyncEnumerator<IDictionary<string, ConfigurationItem>> GetAsyncEnumerator(CancellationToken cancellationToken = default);
}

/// <summary>The items found.</summary>
public class GetConfigurationResponse(IReadOnlyDictionary<string, ConfigurationItem> configMap)
{
    /// <summary>By key; keys that do not exist are missing.</summary>
    public IReadOnlyDictionary<string, ConfigurationItem> Items { get; } = configMap;
}

/// <summary>A subscription to configuration changes.</summary>
public class SubscribeConfigurationResponse(ConfigurationSource source)
{
    /// <summary>Identifies the subscription; known after the first message.</summary>
    public string Id => source.Id;

    /// <summary>The changes.</summary>
    public IAsyncEnumerable<IDictionary<string, ConfigurationItem>> Source => source;
}

/// <summary>The outcome of ending a subscription.</summary>
public class UnsubscribeConfigurationResponse(bool ok, string message)
{
    /// <summary>Whether it ended.</summary>
    public bool Ok { get; } = ok;

    /// <summary>Why not.</summary>
    public string Message { get; } = message;
}
