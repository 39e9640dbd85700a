using System.Buffers;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>Writing and reading of the API's own bodies, independent of the caller's options.</summary>
internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Embeds bytes that claim to be JSON.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> utf8)
    {
        writer.WritePropertyName(name);
        if (utf8.IsEmpty)
        {
            writer.WriteNullValue();
            return;
        }

        if (!IsJson(utf8))
        {
            throw new NotSupportedException("The sidecar's HTTP API stores JSON only; these bytes are not JSON.");
        }

        writer.WriteRawValue(utf8, skipInputValidation: true);
    }

    public static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static void WriteMetadata(this Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        writer.WriteStartObject("metadata");
        foreach (var (key, value) in metadata)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    public static void WriteOptions(this Utf8JsonWriter writer, StateOptions? options)
    {
        if (options is null or { Consistency: null, Concurrency: null })
        {
            return;
        }

        writer.WriteStartObject("options");
        if (SidecarPaths.Word(options.Concurrency) is { } concurrency)
        {
            writer.WriteString("concurrency", concurrency);
        }

        if (SidecarPaths.Word(options.Consistency) is { } consistency)
        {
            writer.WriteString("consistency", consistency);
        }

        writer.WriteEndObject();
    }
}
