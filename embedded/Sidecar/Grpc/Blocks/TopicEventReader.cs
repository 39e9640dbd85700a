using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OpenClaw.Sidecar.Grpc.Wire;
using OpenClaw.Sidecar.PubSub;

namespace OpenClaw.Sidecar.Grpc.Blocks;

/// <summary>An event as a message: what every event has in fields, the rest as extensions.</summary>
internal static class TopicEventReader
{
    private static readonly string[] Fields = ["id", "source", "type", "specversion", "datacontenttype", "data", "data_base64"];

    public static TopicEventRequest Read(ReadOnlyMemory<byte> bytes, string pubSubName, string topic, string path)
    {
        var json = JsonNode.Parse(bytes.Span)!.AsObject();
        var message = new TopicEventRequest
        {
            Id = Text(json, "id"),
            Source = Text(json, "source"),
            Type = Text(json, "type"),
            SpecVersion = Text(json, "specversion"),
            DataContentType = Text(json, "datacontenttype"),
            Topic = topic,
            PubsubName = pubSubName,
            Path = path,
        };
        message.Data = Data(json, message.DataContentType);
        foreach (var field in Fields)
        {
            json.Remove(field);
        }
        message.Extensions = JsonParser.Default.Parse<Struct>(json.ToJsonString());
        return message;
    }

    private static ByteString Data(JsonObject json, string contentType)
    {
        if (json["data_base64"] is JsonValue encoded)
        {
            return ByteString.FromBase64(encoded.GetValue<string>());
        }
        return json["data"] switch
        {
            null => ByteString.Empty,
            JsonValue value when value.GetValueKind() == JsonValueKind.String && !CloudEvents.IsJson(contentType) => ByteString.CopyFromUtf8(value.GetValue<string>()),
            var data => ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(data)),
        };
    }

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
