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
        reader.Read();
        var value = Read(ref reader);
        if (reader.Read())
        {
            throw new JsonException("more than one value");
        }

        return value;
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

    private static RegoValue Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return NullValue.Instance;
            case JsonTokenType.True:
                return BooleanValue.True;
            case JsonTokenType.False:
                return BooleanValue.False;
            case JsonTokenType.String:
                return new StringValue(reader.GetString()!);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                return ReadArray(ref reader);
            default:
                return ReadObject(ref reader);
        }
    }

    private static NumberValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length < 19 && reader.ValueSpan[0] != '-' && reader.TryGetInt64(out var small)
            && reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return NumberValue.Of(small);
        }

        return NumberValue.Parse(Encoding.UTF8.GetString(reader.ValueSpan))
            ?? throw new JsonException("a number is out of range");
    }

    private static ArrayValue ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<RegoValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read(ref reader));
        }

        return items.Count == 0 ? ArrayValue.Empty : new ArrayValue([.. items]);
    }

    private static ObjectValue ReadObject(ref Utf8JsonReader reader)
    {
        var keys = new List<RegoValue>();
        var values = new List<RegoValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            keys.Add(new StringValue(reader.GetString()!));
            reader.Read();
            values.Add(Read(ref reader));
        }

        return Finish([.. keys], [.. values]);
    }

    private static ObjectValue Finish(RegoValue[] keys, RegoValue[] values)
    {
        Array.Sort(keys, values);
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i].Equals(keys[i - 1]))
            {
                // A repeated name: the last one counts, as in every JSON reader of this product.
                var last = new Dictionary<RegoValue, RegoValue>();
                for (var j = 0; j < keys.Length; j++)
                {
                    last[keys[j]] = values[j];
                }

                return ObjectValue.From(last);
            }
        }

        return ObjectValue.FromSorted(keys, values);
    }
}
