using Dapr.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Extensions.Configuration;

/// <summary>A configuration store as a source of configuration.</summary>
public class DaprConfigurationStoreSource : IConfigurationSource
{
    /// <summary>The configuration store component.</summary>
    public string Store { get; set; } = default!;

    /// <summary>Which keys; all when empty.</summary>
    public IReadOnlyList<string> Keys { get; set; } = default!;

    /// <summary>The client to read with.</summary>
    public DaprClient Client { get; set; } = default!;

    /// <summary>Whether changes are followed.</summary>
    public bool IsStreaming { get; set; }

    /// <summary>How long to wait for the sidecar.</summary>
    public TimeSpan SidecarWaitTimeout { get; set; }

    /// <summary>What the store wants to know.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; set; } = default!;

    /// <summary>Whether the application starts without the store; the values are read as soon as it is there.</summary>
    public bool IsOptional { get; set; }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new ConfigurationStoreProvider(this);
}
