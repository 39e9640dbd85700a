using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>The body of a bulk delivery.</summary>
internal static class BulkEnvelope
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<BulkMessage> messages, string pubSubName, string topic, bool raw)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.NewGuid().ToString());
            json.WriteString("type", "com.dapr.event.sent.bulk");
            json.WriteString("topic", topic);
            json.WriteString("pubsubname", pubSubName);
            json.WriteStartObject("metadata");
            json.WriteString("pubsubName", pubSubName);
            json.WriteEndObject();
            json.WriteStartArray("entries");
            foreach (var one in messages)
            {
                WriteEntry(json, one, raw);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteEntry(Utf8JsonWriter json, BulkMessage one, bool raw)
    {
        json.WriteStartObject();
        json.WriteString("entryId", one.Id);
        json.WritePropertyName("event");
        one.Event.WriteTo(json);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in one.Message.Metadata)
        {
            json.WriteString(name, value);
        }
        json.WriteEndObject();
        json.WriteString("contentType", raw ? "application/octet-stream" : CloudEvents.ContentType);
        json.WriteEndObject();
    }
}
