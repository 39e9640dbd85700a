using Dapr.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Extensions.Configuration;

/// <summary>Adds a configuration store to the configuration.</summary>
public static class DaprConfigurationStoreExtension
{
    /// <summary>Reads a configuration store once.</summary>
    public static IConfigurationBuilder AddDaprConfigurationStore(
        this IConfigurationBuilder configurationBuilder,
        string store,
        IReadOnlyList<string> keys,
        DaprClient client,
        TimeSpan sidecarWaitTimeout,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool optional = false) => Add(configurationBuilder, store, keys, client, sidecarWaitTimeout, metadata, optional, isStreaming: false);

    /// <summary>Reads a configuration store and follows its changes.</summary>
    public static IConfigurationBuilder AddStreamingDaprConfigurationStore(
        this IConfigurationBuilder configurationBuilder,
        string store,
        IReadOnlyList<string> keys,
        DaprClient client,
        TimeSpan sidecarWaitTimeout,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool optional = false) => Add(configurationBuilder, store, keys, client, sidecarWaitTimeout, metadata, optional, isStreaming: true);

    private static IConfigurationBuilder Add(
        IConfigurationBuilder builder,
        string store,
        IReadOnlyList<string> keys,
        DaprClient client,
        TimeSpan sidecarWaitTimeout,
        IReadOnlyDictionary<string, string>? metadata,
        bool optional,
        bool isStreaming)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(client);
        return builder.Add(new DaprConfigurationStoreSource
        {
            Store = store,
            Keys = keys,
            Client = client,
            SidecarWaitTimeout = sidecarWaitTimeout,
            Metadata = metadata,
            IsOptional = optional,
            IsStreaming = isStreaming,
        });
    }
}
