using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using OpenClaw.Audit.Features.Ingest;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// An entry as one line of JSON, exactly as stored: the bytes that the log's tree commits to, that receipts carry and that
/// exports write. Every column is a member, in one order, also when it is null; documents keep the text of the database.
/// </summary>
internal sealed class LeafLine : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonEncodedText[] Members = [.. EntryColumns.Sealed.Select(column => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(Pascal(column.Name))))];
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public LeafLine() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The line of the row whose sealed columns begin at <paramref name="first"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(NpgsqlDataReader row, int first) => Written(row, first).Span;

    /// <summary>As <see cref="Of"/>, for those who write it asynchronously.</summary>
    public ReadOnlyMemory<byte> Written(NpgsqlDataReader row, int first)
    {
        Begin();
        for (var column = 0; column < Members.Length; column++)
        {
            _writer.WritePropertyName(Members[column]);
            if (row.IsDBNull(first + column))
            {
                _writer.WriteNullValue();
            }
            else
            {
                EntryColumns.Sealed[column].Write(_writer, row, first + column);
            }
        }

        return End();
    }

    /// <summary>The hash of the line that the entry will have when it is stored; null when only the database can tell.</summary>
    public byte[]? HashOf(StorableEntry entry)
    {
        Begin();
        for (var column = 0; column < Members.Length; column++)
        {
            _writer.WritePropertyName(Members[column]);
            if (!EntryColumns.Sealed[column].TryWrite(_writer, entry))
            {
                return null;
            }
        }

        return MerkleHash.Leaf(End().Span);
    }

    public void Dispose() => _writer.Dispose();

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
    }

    private ReadOnlyMemory<byte> End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenMemory;
    }

    private static string Pascal(string column) =>
        string.Concat(column.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
