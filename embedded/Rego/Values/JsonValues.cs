using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Values;

/// <summary>Between JSON and engine values.</summary>
internal static class JsonValues
{
    /// <summary>Deeper documents are refused: they would only serve to exhaust the stack.</summary>
    public const int MaxDepth = 1000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    public static RegoValue Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        return JsonValueReader.ReadAll(ref reader);
    }

    public static RegoValue Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static RegoValue? FromNode(JsonNode? node) =>
        node is null ? null : Read(JsonSerializer.SerializeToUtf8Bytes(node, NodeOptions));

    public static JsonNode? ToNode(RegoValue value)
    {
        switch (value)
        {
            case NullValue:
                return null;
            case BooleanValue boolean:
                return JsonValue.Create(boolean.Value);
            case NumberValue number:
                // Parsed, so that readers may ask for any numeric type that holds the value.
                return JsonNode.Parse(number.ToString());
            case StringValue text:
                return JsonValue.Create(text.Value);
            case ArrayValue array:
                return new JsonArray(Array.ConvertAll(array.Items, ToNode));
            case SetValue set:
                return new JsonArray(Array.ConvertAll(set.Items, ToNode));
            default:
                var result = new JsonObject();
                var source = (ObjectValue)value;
                for (var i = 0; i < source.Count; i++)
                {
                    result[JsonText.Key(source.Keys[i])] = ToNode(source.Values[i]);
                }

                return result;
        }
    }

    public static void Write(Utf8JsonWriter writer, RegoValue value)
    {
        switch (value)
        {
            case NullValue:
                writer.WriteNullValue();
                break;
            case BooleanValue boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case NumberValue { IsLong: true, IsPlainInteger: true } number:
                writer.WriteNumberValue(number.Long);
                break;
            case NumberValue number:
                writer.WriteRawValue(number.ToString());
                break;
            case StringValue text:
                writer.WriteStringValue(text.Value);
                break;
            case ObjectValue obj:
                WriteObject(writer, obj);
                break;
            default:
                writer.WriteStartArray();
                foreach (var item in value is ArrayValue array ? array.Items : ((SetValue)value).Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
        }
    }

    private static readonly JsonSerializerOptions NodeOptions = new() { MaxDepth = MaxDepth };

    private static void WriteObject(Utf8JsonWriter writer, ObjectValue obj)
    {
        writer.WriteStartObject();
        for (var i = 0; i < obj.Count; i++)
        {
            writer.WritePropertyName(JsonText.Key(obj.Keys[i]));
            Write(writer, obj.Values[i]);
        }

        writer.WriteEndObject();
    }
}
