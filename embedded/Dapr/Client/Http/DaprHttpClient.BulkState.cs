using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprHttpClient
{
    public override async Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var entries = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        return [.. entries.Select(entry => new BulkStateItem(entry.Key, HasData(entry) ? entry.Data.GetRawText() : string.Empty, entry.Etag ?? string.Empty))];
    }

    public override async Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        var entries = await GetBulkAsync(storeName, keys, parallelism, metadata, cancellationToken);
        try
        {
            return [.. entries.Select(entry => new BulkStateItem<TValue>(
                entry.Key, HasData(entry) ? entry.Data.Deserialize<TValue>(json)! : default!, entry.Etag ?? string.Empty))];
        }
        catch (JsonException exception)
        {
            throw new DaprException($"Get state operation failed: a value cannot be read as {typeof(TValue)}. {exception.Message}", exception);
        }
    }

    public override async Task SaveBulkStateAsync<TValue>(string storeName, IReadOnlyList<SaveStateItem<TValue>> items, CancellationToken cancellationToken = default)
    {
        ThrowIfEmpty(items, nameof(items));
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                WriteItem(writer, item.Key, JsonSerializer.SerializeToUtf8Bytes(item.Value, json), item.ETag, item.StateOptions, item.Metadata);
            }

            writer.WriteEndArray();
        }));
        using var response = await CallAsync("Save state", HttpMethod.Post, StatePath(storeName), content, cancellationToken);
    }

    /// <summary>HTTP has no bulk delete; like the bulk call this is not atomic, and the first failure ends it.</summary>
    public override async Task DeleteBulkStateAsync(string storeName, IReadOnlyList<BulkDeleteStateItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            if (!await DeleteAsync(storeName, item.Key, item.ETag, item.StateOptions, item.Metadata, cancellationToken))
            {
                throw new DaprException($"Delete state operation failed: the version of '{item.Key}' has changed.");
            }
        }
    }

    public override async Task ExecuteStateTransactionAsync(string storeName, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ThrowIfEmpty(operations, nameof(operations));
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("operations");
            foreach (var operation in operations)
            {
                WriteOperation(writer, operation);
            }

            writer.WriteEndArray();
            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        }));
        using var response = await CallAsync(
            "State transaction", HttpMethod.Post, $"{StatePath(storeName)}/transaction", content, cancellationToken);
    }

    public override async Task<StateQueryResponse<TValue>> QueryStateAsync<TValue>(string storeName, string jsonQuery, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jsonQuery);
        var path = SidecarPaths.WithMetadata($"/v1.0-alpha1/state/{SidecarPaths.Segment(storeName)}/query", metadata);
        using var content = JsonBody(System.Text.Encoding.UTF8.GetBytes(jsonQuery));
        using var response = await CallAsync("Query state", HttpMethod.Post, path, content, cancellationToken);
        var wire = await ReadJsonAsync<QueryWire>("Query state", response, WireJson.Options, cancellationToken);
        var failed = (wire?.Results ?? []).Where(item => !string.IsNullOrEmpty(item.Error)).Select(item => item.Key).ToList();
        var good = (wire?.Results ?? []).Where(item => string.IsNullOrEmpty(item.Error)).Select(item => new StateQueryItem<TValue>(
            item.Key, HasData(item) ? item.Data.Deserialize<TValue>(json) : default, item.Etag ?? string.Empty, string.Empty));
        var result = new StateQueryResponse<TValue>([.. good], wire?.Token ?? string.Empty, wire?.Metadata ?? []);
        return failed.Count == 0
            ? result
            : throw new StateQueryException<TValue>("Encountered an error while processing state query results.", result, failed);
    }

    private async Task<List<BulkStateWire>> GetBulkAsync(
        string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ThrowIfEmpty(keys, nameof(keys));
        using var content = JsonBody(WireJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in keys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
            if (parallelism is { } most)
            {
                writer.WriteNumber("parallelism", most);
            }

            writer.WriteMetadata(metadata);
            writer.WriteEndObject();
        }));
        using var response = await CallAsync("Get state", HttpMethod.Post, $"{StatePath(storeName)}/bulk", content, cancellationToken);
        var entries = await ReadJsonAsync<List<BulkStateWire>>("Get state", response, WireJson.Options, cancellationToken) ?? [];
        return entries.FirstOrDefault(entry => !string.IsNullOrEmpty(entry.Error)) is { } broken
            ? throw new DaprException($"Get state operation failed: '{broken.Key}' cannot be read. {broken.Error}")
            : entries;
    }

    private static void WriteOperation(Utf8JsonWriter writer, StateTransactionRequest operation)
    {
        var upsert = operation.OperationType == StateOperationType.Upsert;
        writer.WriteStartObject();
        writer.WriteString("operation", upsert ? "upsert" : "delete");
        writer.WriteStartObject("request");
        writer.WriteString("key", operation.Key);
        if (upsert)
        {
            writer.WriteRaw("value", operation.Value);
        }

        WriteVersion(writer, operation.ETag, operation.Options, operation.Metadata);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static bool HasData(BulkStateWire entry) => entry.Data.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private static void ThrowIfEmpty<T>(IReadOnlyList<T> items, string name)
    {
        ArgumentNullException.ThrowIfNull(items, name);
        if (items.Count == 0)
        {
            throw new ArgumentException($"{name} do not contain any elements.", name);
        }
    }
}
