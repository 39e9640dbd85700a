using Dapr.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Extensions.Configuration.DaprSecretStore;

/// <summary>A secret store as a source of configuration.</summary>
public class DaprSecretStoreConfigurationSource : IConfigurationSource
{
    /// <summary>The secret store component.</summary>
    public string Store { get; set; } = default!;

    /// <summary>Whether delimiters in names become <c>:</c>.</summary>
    public bool NormalizeKey { get; set; } = true;

    /// <summary>The delimiters; <c>__</c> when none are given.</summary>
    public IList<string> KeyDelimiters { get; set; } = ["__"];

    /// <summary>Which secrets; all when null.</summary>
    public IEnumerable<DaprSecretDescriptor>? SecretDescriptors { get; set; }

    /// <summary>What the store wants to know when all are read.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; set; }

    /// <summary>The client to read with.</summary>
    public DaprClient Client { get; set; } = default!;

    /// <summary>How long to wait for the sidecar.</summary>
    public TimeSpan? SidecarWaitTimeout { get; set; }

    /// <summary>Whether the application starts without the store; the secrets are read as soon as it is there.</summary>
    public bool IsOptional { get; set; }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretStoreProvider(this);
}
