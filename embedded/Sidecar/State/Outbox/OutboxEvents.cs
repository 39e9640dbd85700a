using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.State.Outbox;

/// <summary>Builds the event of one upsert, and readdresses it once its transaction is seen.</summary>
internal static class OutboxEvents
{
    private const string OverridePrefix = "cloudevent.";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ContentTypeOf(StateSet change) => change.ContentType ?? change.Metadata.GetValueOrDefault("contentType") ?? "";

    /// <param name="content">The upsert itself, or the projection that stands for it in the event.</param>
    /// <param name="change">The upsert; its metadata may override fields of the envelope.</param>
    public static ReadOnlyMemory<byte> Build(StateSet content, StateSet change, CloudEventContext context, string id)
    {
        var type = ContentTypeOf(content);
        // Only JSON keeps its form; without that word the value is printed.
        var data = type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || content.IsBinary ? content.Value : GoText.Of(content.Value);
        var wrapped = CloudEvents.Wrap(data, type.Length > 0 ? type : "text/plain", context);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = id };
        foreach (var (name, value) in change.Metadata)
        {
            var field = name.StartsWith(OverridePrefix, StringComparison.OrdinalIgnoreCase) ? name[OverridePrefix.Length..] : name;
            if (field is not ("id" or "data" or "ttlInSeconds" or "contentType"))
            {
                fields[field] = value;
            }
        }
        return Replace(wrapped, fields);
    }

    /// <summary>The same event with some of its text fields replaced or added.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> fields)
    {
        using var document = JsonDocument.Parse(body);
        var buffer = new ArrayBufferWriter<byte>(body.Length + 64);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject().Where(property => !fields.ContainsKey(property.Name)))
            {
                property.WriteTo(json);
            }
            foreach (var (name, value) in fields)
            {
                json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    public static string? Id(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var id) ? id.GetString() : null;
    }
}
