using System.Net;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprHttpClient
{
    public override async Task<TValue> GetStateAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = default, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        (await GetStateAndETagAsync<TValue>(storeName, key, consistencyMode, metadata, cancellationToken)).value;

    public override async Task<(TValue value, string etag)> GetStateAndETagAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = default, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var response = await GetStateResponseAsync(storeName, key, consistencyMode, metadata, cancellationToken);
        return ((await ReadJsonAsync<TValue>("Get state", response, json, cancellationToken))!, ETagOf(response));
    }

    public override async Task<ReadOnlyMemory<byte>> GetByteStateAsync(string storeName, string key, ConsistencyMode? consistencyMode = default, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        (await GetByteStateAndETagAsync(storeName, key, consistencyMode, metadata, cancellationToken)).Item1;

    public override async Task<(ReadOnlyMemory<byte>, string etag)> GetByteStateAndETagAsync(string storeName, string key, ConsistencyMode? consistencyMode = default, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        using var response = await GetStateResponseAsync(storeName, key, consistencyMode, metadata, cancellationToken);
        return (await ReadBytesAsync("Get state", response, cancellationToken), ETagOf(response));
    }

    public override Task SaveStateAsync<TValue>(string storeName, string key, TValue? value, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
        where TValue : default =>
        SaveAsync(storeName, key, JsonSerializer.SerializeToUtf8Bytes(value, json), null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TrySaveStateAsync<TValue>(string storeName, string key, TValue? value, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
        where TValue : default
    {
        ArgumentNullException.ThrowIfNull(etag);
        return SaveAsync(storeName, key, JsonSerializer.SerializeToUtf8Bytes(value, json), etag, stateOptions, metadata, cancellationToken);
    }

    public override Task SaveByteStateAsync(string storeName, string key, ReadOnlyMemory<byte> binaryValue, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        SaveAsync(storeName, key, binaryValue, null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TrySaveByteStateAsync(string storeName, string key, ReadOnlyMemory<byte> binaryValue, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return SaveAsync(storeName, key, binaryValue, etag, stateOptions, metadata, cancellationToken);
    }

    public override Task DeleteStateAsync(string storeName, string key, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(storeName, key, null, stateOptions, metadata, cancellationToken);

    public override Task<bool> TryDeleteStateAsync(string storeName, string key, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(etag);
        return DeleteAsync(storeName, key, etag, stateOptions, metadata, cancellationToken);
    }

    private async Task<HttpResponseMessage> GetStateResponseAsync(
        string storeName, string key, ConsistencyMode? consistency, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var path = SidecarPaths.WithMetadata(StatePath(storeName, key), metadata, ("consistency", SidecarPaths.Word(consistency)));
        return await CallAsync("Get state", HttpMethod.Get, path, null, cancellationToken);
    }

    private async Task<bool> SaveAsync(
        string storeName, string key, ReadOnlyMemory<byte> value, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartArray();
            WriteItem(writer, key, value.Span, etag, options, metadata);
            writer.WriteEndArray();
        }));
        using var response = await TryCallAsync(
            "Save state", HttpMethod.Post, StatePath(storeName), content, null, etag is null ? null : HttpStatusCode.Conflict, cancellationToken);
        return response is not null;
    }

    private async Task<bool> DeleteAsync(
        string storeName, string key, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var path = SidecarPaths.WithMetadata(
            StatePath(storeName, key),
            metadata,
            ("concurrency", SidecarPaths.Word(options?.Concurrency)),
            ("consistency", SidecarPaths.Word(options?.Consistency)));
        using var response = await TryCallAsync(
            "Delete state", HttpMethod.Delete, path, null, etag, etag is null ? null : HttpStatusCode.Conflict, cancellationToken);
        return response is not null;
    }

    private static void WriteItem(
        Utf8JsonWriter writer, string key, ReadOnlySpan<byte> value, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("key", key);
        writer.WriteRaw("value", value);
        WriteVersion(writer, etag, options, metadata);
        writer.WriteEndObject();
    }

    private static void WriteVersion(
        Utf8JsonWriter writer, string? etag, StateOptions? options, IReadOnlyDictionary<string, string>? metadata)
    {
        if (etag is not null)
        {
            writer.WriteString("etag", etag);
        }

        writer.WriteMetadata(metadata);
        writer.WriteOptions(options);
    }

    private static string StatePath(string storeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        return $"/v1.0/state/{SidecarPaths.Segment(storeName)}";
    }

    private static string StatePath(string storeName, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return $"{StatePath(storeName)}/{SidecarPaths.Segment(key)}";
    }

    private static string ETagOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("ETag", out var values) ? values.ToString() : string.Empty;
}
