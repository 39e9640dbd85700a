using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// An entry as one line of JSON, exactly as stored: the bytes that the log's tree commits to, that receipts carry and that
/// exports write. Every column is a member, in one order, also when it is null; documents keep the text of the database.
/// </summary>
internal sealed class LeafLine : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonEncodedText[] Members = [.. EntryColumns.Sealed.Select(column => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(Pascal(column))))];
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public LeafLine() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The line of the row whose sealed columns begin at <paramref name="first"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(NpgsqlDataReader row, int first) => Written(row, first).Span;

    /// <summary>As <see cref="Of"/>, for those who write it asynchronously.</summary>
    public ReadOnlyMemory<byte> Written(NpgsqlDataReader row, int first)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        for (var column = 0; column < Members.Length; column++)
        {
            _writer.WritePropertyName(Members[column]);
            Write(row, first + column, EntryColumns.KindOf(column));
        }

        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }

    public void Dispose() => _writer.Dispose();

    private void Write(NpgsqlDataReader row, int column, string kind)
    {
        if (row.IsDBNull(column))
        {
            _writer.WriteNullValue();
            return;
        }

        switch (kind)
        {
            case "uuid":
                _writer.WriteStringValue(row.GetGuid(column));
                break;
            case "timestamptz":
                _writer.WriteStringValue(row.GetDateTime(column).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
                break;
            case "jsonb":
                _writer.WriteRawValue(row.GetString(column), skipInputValidation: true);
                break;
            default:
                _writer.WriteStringValue(row.GetString(column));
                break;
        }
    }

    private static string Pascal(string column) =>
        string.Concat(column.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
