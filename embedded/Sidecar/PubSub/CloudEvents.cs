using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenClaw.Sidecar.PubSub;

/// <summary>Builds CloudEvents 1.0 envelopes by Dapr's rules.</summary>
internal static class CloudEvents
{
    public const string ContentType = "application/cloudevents+json";
    private const string DefaultType = "com.dapr.event.sent";

    /// <summary>Readable JSON: only what JSON itself demands is escaped. It never reaches a browser as HTML.</summary>
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsCloudEvent(string? contentType) => MediaType(contentType) == ContentType;

    /// <summary>The envelope around a payload that is not a CloudEvent yet.</summary>
    public static ReadOnlyMemory<byte> Wrap(ReadOnlyMemory<byte> payload, string? contentType, CloudEventContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("id", context.Override("id") ?? Guid.NewGuid().ToString());
            json.WriteString("source", context.Override("source") ?? (context.Source.Length > 0 ? context.Source : "Dapr"));
            json.WriteString("type", context.Override("type") ?? DefaultType);
            json.WriteString("specversion", "1.0");
            json.WriteString("datacontenttype", string.IsNullOrEmpty(contentType) ? "text/plain" : contentType);
            json.WriteString("topic", context.Topic);
            json.WriteString("pubsubname", context.PubSubName);
            json.WriteString("time", Time(context.Now));
            var parent = context.Override("traceparent") ?? context.Override("traceid") ?? context.TraceParent ?? "";
            json.WriteString("traceid", parent);
            json.WriteString("traceparent", parent);
            json.WriteString("tracestate", context.Override("tracestate") ?? context.TraceState ?? "");
            if (context.Override("subject") is { } subject)
            {
                json.WriteString("subject", subject);
            }
            WriteExpiration(json, context);
            WriteData(json, payload, contentType);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>An event the caller made: kept, except for what the broker side must know.</summary>
    public static ReadOnlyMemory<byte> Complete(ReadOnlyMemory<byte> payload, CloudEventContext context)
    {
        using var document = Parse(payload);
        var root = document.RootElement;
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            foreach (var property in root.EnumerateObject().Where(property => !Written(property.Name, context)))
            {
                property.WriteTo(json);
            }
            json.WriteString("topic", context.Topic);
            json.WriteString("pubsubname", context.PubSubName);
            WriteMissing(json, root, "time", Time(context.Now));
            WriteMissing(json, root, "source", "Dapr");
            WriteMissing(json, root, "type", DefaultType);
            WriteMissing(json, root, "specversion", "1.0");
            // An event that belongs to a trace stays there; both names of the field say the same.
            var parent = Given(root, "traceparent") ?? Given(root, "traceid") ?? context.TraceParent ?? "";
            json.WriteString("traceid", parent);
            json.WriteString("traceparent", parent);
            json.WriteString("tracestate", Given(root, "tracestate") ?? context.TraceState ?? "");
            WriteExpiration(json, context);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>The envelope a subscription with <c>rawPayload</c> puts around what came from the broker.</summary>
    public static ReadOnlyMemory<byte> WrapRaw(ReceivedMessage message, string pubSubName, string topic)
    {
        var payload = message.Body;
        var buffer = new ArrayBufferWriter<byte>((payload.Length * 4 / 3) + 256);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("id", Guid.NewGuid().ToString());
            json.WriteString("specversion", "1.0");
            json.WriteString("type", DefaultType);
            json.WriteString("source", "Dapr");
            json.WriteString("datacontenttype", "application/octet-stream");
            json.WriteString("topic", topic);
            json.WriteString("pubsubname", pubSubName);
            json.WriteBase64String("data_base64", payload.Span);
            WriteCarriedTrace(json, message.Metadata);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteCarriedTrace(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        var parent = metadata.GetValueOrDefault("traceparent");
        if ((parent ?? metadata.GetValueOrDefault("traceid")) is { } id)
        {
            json.WriteString("traceid", id);
        }
        if (parent is not null)
        {
            json.WriteString("traceparent", parent);
        }
        if (metadata.GetValueOrDefault("tracestate") is { } state)
        {
            json.WriteString("tracestate", state);
        }
    }

    private static bool Written(string name, CloudEventContext context) =>
        name is "topic" or "pubsubname" or "traceid" or "traceparent" or "tracestate" || (name == "expiration" && Ttl(context) is not null);

    private static string? Given(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static void WriteExpiration(Utf8JsonWriter json, CloudEventContext context)
    {
        if (Ttl(context) is { } ttl)
        {
            json.WriteString("expiration", context.Now.AddSeconds(ttl).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte> payload, string? contentType)
    {
        if (MediaType(contentType) is "application/octet-stream" or "application/cloudevents+protobuf")
        {
            json.WriteBase64String("data_base64", payload.Span);
            return;
        }
        json.WritePropertyName("data");
        if (IsJson(contentType) && TryParse(payload) is { } document)
        {
            using (document)
            {
                document.RootElement.WriteTo(json);
            }
            return;
        }
        json.WriteStringValue(Encoding.UTF8.GetString(payload.Span));
    }

    public static bool IsJson(string? contentType) => MediaType(contentType) is var type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    public static string MediaType(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static JsonDocument Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("the event is not an object");
        }
        catch (JsonException error)
        {
            throw new CloudEventException(error.Message, error);
        }
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Only where the broker cannot forget messages by itself.</summary>
    private static long? Ttl(CloudEventContext context) => context.BrokerExpires ? null : MessageTtl.Seconds(context.Metadata);

    private static string Time(DateTimeOffset now) => now.ToLocalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static void WriteMissing(Utf8JsonWriter json, JsonElement root, string name, string value)
    {
        if (!root.TryGetProperty(name, out _))
        {
            json.WriteString(name, value);
        }
    }
}
