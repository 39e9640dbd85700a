using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenClaw.Sidecar.State;

/// <summary>
/// A value that came as JSON, parsed and written again as the original does: compact, and numbers through 64-bit floats,
/// so that an integer beyond 2^53 loses its last digits here as well.
/// </summary>
internal static class StateValue
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            Write(json, value);
        }
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }
                json.WriteEndArray();
                break;
            case JsonValueKind.Number:
                WriteNumber(json, value);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, JsonElement value)
    {
        if (value.TryGetInt64(out var whole) && whole is > -1_000_000_000_000_000 and < 1_000_000_000_000_000)
        {
            json.WriteNumberValue(whole);
            return;
        }
        var number = value.GetDouble();
        if (!double.IsFinite(number))
        {
            throw new JsonException($"{value.GetRawText()} does not fit a 64-bit float");
        }
        if (number == Math.Floor(number) && Math.Abs(number) < 1e18)
        {
            json.WriteNumberValue((long)number);
            return;
        }
        json.WriteNumberValue(number);
    }
}
