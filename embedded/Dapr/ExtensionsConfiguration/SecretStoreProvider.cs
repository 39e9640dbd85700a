using Dapr.Extensions.Configuration.DaprSecretStore;

namespace Dapr.Extensions.Configuration;

internal sealed class SecretStoreProvider(DaprSecretStoreConfigurationSource source)
    : StoreProvider(source.Client, source.SidecarWaitTimeout ?? DefaultWait, source.IsOptional)
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (source.SecretDescriptors is { } descriptors)
        {
            foreach (var descriptor in descriptors)
            {
                await ReadOneAsync(data, descriptor, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            foreach (var (name, value) in (await Client.GetBulkSecretAsync(source.Store, source.Metadata, cancellationToken).ConfigureAwait(false)).SelectMany(secret => secret.Value))
            {
                Add(data, name, value);
            }
        }

        Data = data;
    }

    private async Task ReadOneAsync(Dictionary<string, string?> data, DaprSecretDescriptor descriptor, CancellationToken cancellationToken)
    {
        Dictionary<string, string> found;
        try
        {
            found = await Client.GetSecretAsync(source.Store, descriptor.SecretKey, descriptor.Metadata, cancellationToken).ConfigureAwait(false);
        }
        catch (DaprException) when (!descriptor.IsRequired)
        {
            return;
        }

        foreach (var (key, value) in found)
        {
            // A store with one value per secret calls it by the secret's own name.
            Add(data, key == descriptor.SecretKey ? descriptor.SecretName : key, value);
        }
    }

    private void Add(Dictionary<string, string?> data, string name, string value)
    {
        var key = source.NormalizeKey ? source.KeyDelimiters.Aggregate(name, static (text, delimiter) => text.Replace(delimiter, ":", StringComparison.Ordinal)) : name;
        if (!data.TryAdd(key, value))
        {
            throw new InvalidOperationException($"A duplicate key '{key}' was found in the secret store '{source.Store}'. Please remove any duplicates from your secret store.");
        }
    }
}
