using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.Api;

/// <summary>Reads the body of a bulk publish; the content type decides how an event is read.</summary>
internal static class BulkEntries
{
    public static IReadOnlyList<BulkEntry> Read(ReadOnlyMemory<byte> body, string pubsub)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw Refused(pubsub, "DAPR_PUBSUB_UNMARSHAL_EVENTS", "an array of entries is expected");
            }
            var entries = document.RootElement.EnumerateArray().Select(entry => ReadOne(entry, pubsub)).ToArray();
            return entries.Select(entry => entry.Id).Distinct(StringComparer.Ordinal).Count() == entries.Length && entries.All(entry => entry.Id.Length > 0)
                ? entries : throw Refused(pubsub, "DAPR_PUBSUB_MARSHAL_EVENTS", "entryId is missing or duplicated");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Refused(pubsub, "DAPR_PUBSUB_UNMARSHAL_EVENTS", error.Message);
        }
    }

    private static BulkEntry ReadOne(JsonElement entry, string pubsub)
    {
        var contentType = Find(entry, "contentType", out var type) ? type.GetString() ?? "" : "";
        var metadata = Find(entry, "metadata", out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase) : [];
        return new BulkEntry(Find(entry, "entryId", out var id) ? id.GetString() ?? "" : "", contentType, Payload(entry, contentType, pubsub), metadata);
    }

    private static ReadOnlyMemory<byte> Payload(JsonElement entry, string contentType, string pubsub)
    {
        if (!Find(entry, "event", out var content))
        {
            throw Refused(pubsub, "DAPR_PUBSUB_MARSHAL_ENVELOPE", "an entry has no event");
        }
        var media = CloudEvents.MediaType(contentType);
        if (CloudEvents.IsJson(contentType))
        {
            return JsonSerializer.SerializeToUtf8Bytes(content, ApiJson.Default.JsonElement);
        }
        if (content.ValueKind != JsonValueKind.String)
        {
            throw Refused(pubsub, "DAPR_PUBSUB_MARSHAL_ENVELOPE", $"an event of type {contentType} must be text");
        }
        if (media.StartsWith("text/", StringComparison.Ordinal) || media == "application/xml")
        {
            return Encoding.UTF8.GetBytes(content.GetString()!);
        }
        return media == "application/octet-stream" && content.TryGetBytesFromBase64(out var bytes) ? bytes
            : throw Refused(pubsub, "DAPR_PUBSUB_MARSHAL_ENVELOPE", $"the event does not fit its content type {contentType}");
    }

    /// <summary>Names count in any case, as they do for the original: the JavaScript SDK writes entryID.</summary>
    private static bool Find(JsonElement entry, string name, out JsonElement value)
    {
        foreach (var property in entry.EnumerateObject().Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            value = property.Value;
            return true;
        }
        value = default;
        return false;
    }

    private static ApiException Refused(string pubsub, string reason, string message) =>
        PublishBlock.Error(400, "ERR_PUBSUB_EVENTS_SER", reason, pubsub, $"error when unmarshaling the request for pubsub {pubsub}: {message}");
}
