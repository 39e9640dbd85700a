using Dapr.Client;

namespace Dapr;

/// <summary>A value of the state store together with its version.</summary>
public sealed class StateEntry<TValue>
{
    private readonly DaprClient _client;

    /// <summary>Creates an entry that was read with <paramref name="client"/>.</summary>
    public StateEntry(DaprClient client, string storeName, string key, TValue? value, string etag)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(key);
        _client = client;
        StoreName = storeName;
        Key = key;
        Value = value;
        ETag = etag;
    }

    /// <summary>The store.</summary>
    public string StoreName { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The value; default when the key was absent.</summary>
    public TValue? Value { get; set; }

    /// <summary>The version that was read; empty when the key was absent.</summary>
    public string ETag { get; }

    /// <summary>Removes the key whatever its version is.</summary>
    public Task DeleteAsync(
        StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _client.DeleteStateAsync(StoreName, Key, stateOptions, metadata, cancellationToken);

    /// <summary>Writes the value whatever the current version is.</summary>
    public Task SaveAsync(
        StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _client.SaveStateAsync(StoreName, Key, Value, stateOptions, metadata, cancellationToken);

    /// <summary>Removes the key if its version is still the one read.</summary>
    public Task<bool> TryDeleteAsync(
        StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _client.TryDeleteStateAsync(StoreName, Key, ETag, stateOptions, metadata, cancellationToken);

    /// <summary>Writes the value if the version is still the one read.</summary>
    public Task<bool> TrySaveAsync(
        StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _client.TrySaveStateAsync(StoreName, Key, Value, ETag, stateOptions, metadata, cancellationToken);
}
