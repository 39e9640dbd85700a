using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprHttpClient
{
    public override async Task<Dictionary<string, string>> GetSecretAsync(string storeName, string key, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var path = SidecarPaths.WithMetadata($"{SecretsPath(storeName)}/{SidecarPaths.Segment(key)}", metadata);
        using var response = await CallAsync("Get secret", HttpMethod.Get, path, null, cancellationToken);
        return await ReadJsonAsync<Dictionary<string, string>>("Get secret", response, WireJson.Options, cancellationToken) ?? [];
    }

    public override async Task<Dictionary<string, Dictionary<string, string>>> GetBulkSecretAsync(string storeName, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var path = SidecarPaths.WithMetadata($"{SecretsPath(storeName)}/bulk", metadata);
        using var response = await CallAsync("Get secrets", HttpMethod.Get, path, null, cancellationToken);
        return await ReadJsonAsync<Dictionary<string, Dictionary<string, string>>>("Get secrets", response, WireJson.Options, cancellationToken) ?? [];
    }

    public override async Task<GetConfigurationResponse> GetConfiguration(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        var query = (keys ?? []).Select(key => (Name: "key", Value: (string?)SidecarPaths.Segment(key))).ToArray();
        var path = SidecarPaths.WithMetadata($"/v1.0/configuration/{SidecarPaths.Segment(storeName)}", metadata, query);
        using var response = await CallAsync("Get configuration", HttpMethod.Get, path, null, cancellationToken);
        var items = await ReadJsonAsync<Dictionary<string, ConfigurationWire>>("Get configuration", response, WireJson.Options, cancellationToken);
        return new((items ?? []).ToDictionary(item => item.Key, item => item.Value.ToItem()));
    }

    public override Task<SubscribeConfigurationResponse> SubscribeConfiguration(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        return Task.FromResult(new SubscribeConfigurationResponse(new PolledConfigurationSource(this, storeName, keys, metadata)));
    }

    public override async Task<UnsubscribeConfigurationResponse> UnsubscribeConfiguration(string storeName, string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var path = $"/v1.0/configuration/{SidecarPaths.Segment(storeName)}/{SidecarPaths.Segment(id)}/unsubscribe";
        using var response = await CallAsync("Unsubscribe configuration", HttpMethod.Get, path, null, cancellationToken);
        var wire = await ReadJsonAsync<UnsubscribeWire>("Unsubscribe configuration", response, WireJson.Options, cancellationToken);
        return new(wire?.Ok ?? false, wire?.Message ?? string.Empty);
    }

    public override async Task<TryLockResponse> Lock(string storeName, string resourceId, string lockOwner, int expiryInSeconds, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        ArgumentException.ThrowIfNullOrEmpty(lockOwner);
        if (expiryInSeconds <= 0)
        {
            throw new ArgumentException($"The value cannot be zero or less than zero: {expiryInSeconds}", nameof(expiryInSeconds));
        }

        using var content = JsonBody(JsonSerializer.SerializeToUtf8Bytes(new { resourceId, lockOwner, expiryInSeconds }));
        using var response = await CallAsync(
            "Lock", HttpMethod.Post, $"/v1.0-alpha1/lock/{SidecarPaths.Segment(storeName)}", content, cancellationToken);
        var wire = await ReadJsonAsync<LockWire>("Lock", response, WireJson.Options, cancellationToken);
        return new TryLockResponse
        {
            Success = wire?.Success ?? false,
            StoreName = storeName,
            ResourceId = resourceId,
            LockOwner = lockOwner,
            Client = this,
        };
    }

    public override async Task<UnlockResponse> Unlock(string storeName, string resourceId, string lockOwner, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        ArgumentException.ThrowIfNullOrEmpty(lockOwner);
        using var content = JsonBody(JsonSerializer.SerializeToUtf8Bytes(new { resourceId, lockOwner }));
        using var response = await CallAsync(
            "Unlock", HttpMethod.Post, $"/v1.0-alpha1/unlock/{SidecarPaths.Segment(storeName)}", content, cancellationToken);
        var wire = await ReadJsonAsync<UnlockWire>("Unlock", response, WireJson.Options, cancellationToken);
        return new(wire is { Status: >= 0 and <= 3 } ? (LockStatus)wire.Status : LockStatus.InternalError);
    }

    private static string SecretsPath(string storeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        return $"/v1.0/secrets/{SidecarPaths.Segment(storeName)}";
    }
}
