using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace OpenClaw.Sidecar.Bindings;

/// <summary>A result as an array of row arrays, without column names.</summary>
internal static class PostgresRows
{
    public static async Task<ReadOnlyMemory<byte>> WriteAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        while (await reader.ReadAsync(cancellationToken))
        {
            json.WriteStartArray();
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.IsDBNull(column))
                {
                    json.WriteNullValue();
                }
                else if (reader.GetDataTypeName(column) is "json" or "jsonb")
                {
                    json.WriteRawValue(reader.GetString(column));
                }
                else
                {
                    Write(json, reader.GetValue(column));
                }
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        await json.FlushAsync(cancellationToken);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case short or int or long or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case DateTime instant:
                json.WriteStringValue(instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case Array items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
