using Dapr.Client;
using Dapr.Extensions.Configuration.DaprSecretStore;
using Microsoft.Extensions.Configuration;

namespace Dapr.Extensions.Configuration;

/// <summary>Adds a secret store to the configuration.</summary>
public static class DaprSecretStoreConfigurationExtensions
{
    /// <summary>Reads some secrets.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder, string store, IEnumerable<DaprSecretDescriptor> secretDescriptors, DaprClient client, bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => Describe(source, store, secretDescriptors, client, null, optional));

    /// <summary>Reads some secrets, waiting for the sidecar.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder,
        string store,
        IEnumerable<DaprSecretDescriptor> secretDescriptors,
        DaprClient client,
        TimeSpan sidecarWaitTimeout,
        bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => Describe(source, store, secretDescriptors, client, sidecarWaitTimeout, optional));

    /// <summary>Reads all secrets.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder, string store, DaprClient client, IReadOnlyDictionary<string, string>? metadata = null, bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => All(source, store, client, null, metadata, null, optional));

    /// <summary>Reads all secrets, waiting for the sidecar.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder,
        string store,
        DaprClient client,
        TimeSpan sidecarWaitTimeout,
        IReadOnlyDictionary<string, string>? metadata = null,
        bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => All(source, store, client, sidecarWaitTimeout, metadata, null, optional));

    /// <summary>Reads all secrets; delimiters in their names become <c>:</c>.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder, string store, DaprClient client, IEnumerable<string>? keyDelimiters, bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => All(source, store, client, null, null, keyDelimiters, optional));

    /// <summary>Reads all secrets, waiting for the sidecar; delimiters in their names become <c>:</c>.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(
        this IConfigurationBuilder configurationBuilder,
        string store,
        DaprClient client,
        IEnumerable<string>? keyDelimiters,
        TimeSpan sidecarWaitTimeout,
        bool optional = false) =>
        configurationBuilder.AddDaprSecretStore(source => All(source, store, client, sidecarWaitTimeout, null, keyDelimiters, optional));

    /// <summary>Reads what a source says.</summary>
    public static IConfigurationBuilder AddDaprSecretStore(this IConfigurationBuilder configurationBuilder, Action<DaprSecretStoreConfigurationSource> configureSource) =>
        configurationBuilder.Add(configureSource);

    private static void Describe(
        DaprSecretStoreConfigurationSource source, string store, IEnumerable<DaprSecretDescriptor> descriptors, DaprClient client, TimeSpan? wait, bool optional)
    {
        Check(store, client);
        ArgumentNullException.ThrowIfNull(descriptors);
        (source.Store, source.SecretDescriptors, source.Client, source.SidecarWaitTimeout, source.IsOptional) = (store, descriptors, client, wait, optional);
    }

    private static void All(
        DaprSecretStoreConfigurationSource source,
        string store,
        DaprClient client,
        TimeSpan? wait,
        IReadOnlyDictionary<string, string>? metadata,
        IEnumerable<string>? delimiters,
        bool optional)
    {
        Check(store, client);
        (source.Store, source.Client, source.SidecarWaitTimeout, source.Metadata, source.IsOptional) = (store, client, wait, metadata, optional);
        if (delimiters is not null)
        {
            source.KeyDelimiters = [.. delimiters];
        }
    }

    private static void Check(string store, DaprClient client)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        ArgumentNullException.ThrowIfNull(client);
    }
}
