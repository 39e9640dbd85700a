using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.State;

namespace OpenClaw.Sidecar.Api;

/// <summary>Reads the JSON bodies of the state API. Wrong types are a malformed request.</summary>
internal static class StateRequests
{
    private static readonly byte[] NullValue = "null"u8.ToArray();

    public static IReadOnlyList<StateSet> Items(ReadOnlyMemory<byte> body, StateComponent store, IReadOnlyDictionary<string, string> metadata) =>
        Read(body, root => root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Select(item => Set(item, store, metadata, "ERR_STATE_SAVE")).ToArray() : throw Malformed("an array is expected"));

    public static IReadOnlyList<string> Keys(ReadOnlyMemory<byte> body) =>
        Read(body, root => root.TryGetProperty("keys", out var keys) ? keys.EnumerateArray().Select(key => key.GetString() ?? "").ToArray() : []);

    public static IReadOnlyList<IStateChange> Changes(ReadOnlyMemory<byte> body, StateComponent store, IReadOnlyDictionary<string, string> metadata) =>
        Read(body, root =>
        {
            var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            Merge(all, root);
            foreach (var (name, value) in metadata)
            {
                all[name] = value;
            }
            return root.TryGetProperty("operations", out var operations) && operations.ValueKind == JsonValueKind.Array
                ? operations.EnumerateArray().Select(operation => Change(operation, store, all)).ToArray() : [];
        });

    private static IStateChange Change(JsonElement operation, StateComponent store, IReadOnlyDictionary<string, string> metadata)
    {
        var kind = Text(operation, "operation");
        var request = operation.TryGetProperty("request", out var found) ? found : throw Malformed("an operation has no request");
        return kind switch
        {
            "upsert" => Set(request, store, metadata, "ERR_STATE_TRANSACTION"),
            "delete" => new StateDelete(Key(request, store), Text(request, "etag")),
            _ => throw new ApiException(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {kind} not supported"),
        };
    }

    private static StateSet Set(JsonElement item, StateComponent store, IReadOnlyDictionary<string, string> requestMetadata, string failure)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Merge(metadata, item);
        foreach (var (name, value) in requestMetadata)
        {
            metadata[name] = value;
        }
        var (concurrency, strong) = Options(item, failure);
        // What is encrypted is printed first; the original keeps JSON there over gRPC only.
        var stored = store.IsEncrypted ? GoText.Of(Value(item)) : Value(item);
        return new StateSet(Key(item, store), stored, Text(item, "etag"), concurrency == "first-write", strong, Ttl(metadata, failure))
        {
            LastWrite = concurrency == "last-write",
            ContentType = Text(item, "contentType"),
            Metadata = metadata,
        };
    }

    private static (string Concurrency, bool Strong) Options(JsonElement item, string failure)
    {
        if (!item.TryGetProperty("options", out var options) || options.ValueKind != JsonValueKind.Object)
        {
            return ("", false);
        }
        var concurrency = Text(options, "concurrency") ?? "";
        var consistency = Text(options, "consistency") ?? "";
        CheckWords(concurrency, consistency, failure);
        return (concurrency, consistency == "strong");
    }

    /// <summary>Words the stores do not know are their failure, not a malformed request.</summary>
    public static void CheckWords(string concurrency, string consistency, string failure)
    {
        if (concurrency is not ("" or "first-write" or "last-write"))
        {
            throw new ApiException(500, failure, $"unrecognized concurrency option: {concurrency}");
        }
        if (consistency is not ("" or "strong" or "eventual"))
        {
            throw new ApiException(500, failure, $"unrecognized consistency option: {consistency}");
        }
    }

    private static string Key(JsonElement item, StateComponent store) => Text(item, "key") is { Length: > 0 } key
        ? store.Physical(StateBlock.Legal(key)) : throw Malformed("a key is missing");

    /// <summary>The value as compact JSON; an absent one is stored as null.</summary>
    private static ReadOnlyMemory<byte> Value(JsonElement item) =>
        item.TryGetProperty("value", out var value) ? StateValue.Write(value) : NullValue;

    internal static long? Ttl(Dictionary<string, string> metadata, string failure = "ERR_STATE_SAVE") => metadata.GetValueOrDefault("ttlInSeconds") is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : throw new ApiException(500, failure, $"incorrect value for metadata 'ttlInSeconds': {text}");

    private static string? Text(JsonElement item, string name) => !item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Malformed($"{name} is not text");

    private static void Merge(Dictionary<string, string> into, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in metadata.EnumerateObject())
            {
                into[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : throw Malformed("metadata values are text");
            }
        }
    }

    private static T Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Malformed(error.Message);
        }
    }

    private static ApiException Malformed(string reason) => new(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {reason}");
}
