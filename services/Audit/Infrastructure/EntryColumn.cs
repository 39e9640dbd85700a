using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OpenClaw.Audit.Features.Ingest;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>One column: what it is in the database, and how its value is written into the leaf before and after it was stored.</summary>
internal abstract class EntryColumn(string name)
{
    public string Name => name;

    public string Quoted { get; } = $"\"{name}\"";

    /// <summary>The column of <c>audit.unsealed</c> that holds this one of all entries of a commit.</summary>
    public string Waiting { get; } = $"all_{name}";

    public abstract NpgsqlParameter Parameter(IReadOnlyList<StorableEntry> entries);

    /// <summary>As it was stored; not called for null.</summary>
    public abstract void Write(Utf8JsonWriter leaf, NpgsqlDataReader row, int column);

    /// <summary>As it will be stored; false when only the database can tell.</summary>
    public abstract bool TryWrite(Utf8JsonWriter leaf, StorableEntry entry);

    protected static NpgsqlParameter ArrayOf<T>(IReadOnlyList<StorableEntry> entries, Func<StorableEntry, T> value, NpgsqlDbType type)
    {
        var values = new T[entries.Count];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = value(entries[row]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}

internal sealed class TextColumn(string name, Func<StorableEntry, string?> value) : EntryColumn(name)
{
    public override NpgsqlParameter Parameter(IReadOnlyList<StorableEntry> entries) => ArrayOf(entries, value, NpgsqlDbType.Text);

    public override void Write(Utf8JsonWriter leaf, NpgsqlDataReader row, int column) => leaf.WriteStringValue(row.GetString(column));

    public override bool TryWrite(Utf8JsonWriter leaf, StorableEntry entry)
    {
        leaf.WriteStringValue(value(entry));
        return true;
    }
}

internal sealed class UuidColumn(string name, Func<StorableEntry, Guid?> value) : EntryColumn(name)
{
    public override NpgsqlParameter Parameter(IReadOnlyList<StorableEntry> entries) => ArrayOf(entries, value, NpgsqlDbType.Uuid);

    public override void Write(Utf8JsonWriter leaf, NpgsqlDataReader row, int column) => leaf.WriteStringValue(row.GetGuid(column));

    public override bool TryWrite(Utf8JsonWriter leaf, StorableEntry entry)
    {
        if (value(entry) is { } id)
        {
            leaf.WriteStringValue(id);
        }
        else
        {
            leaf.WriteNullValue();
        }

        return true;
    }
}

internal sealed class TimeColumn(string name, Func<StorableEntry, DateTime> value) : EntryColumn(name)
{
    // "2026-01-02T03:04:05.678901" and, in the standard format, one more digit and an offset.
    private const int Microseconds = 26;
    private const int LongestTime = 33;

    public override NpgsqlParameter Parameter(IReadOnlyList<StorableEntry> entries) => ArrayOf(entries, value, NpgsqlDbType.TimestampTz);

    public override void Write(Utf8JsonWriter leaf, NpgsqlDataReader row, int column) => Write(leaf, row.GetDateTime(column));

    public override bool TryWrite(Utf8JsonWriter leaf, StorableEntry entry)
    {
        Write(leaf, value(entry));
        return true;
    }

    // The database keeps microseconds and its driver cuts off what is finer: the last of the seven digits.
    private static void Write(Utf8JsonWriter leaf, DateTime time)
    {
        Span<byte> text = stackalloc byte[LongestTime];
        time.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Microseconds] = (byte)'Z';
        leaf.WriteStringValue(text[..(Microseconds + 1)]);
    }
}

internal sealed class DocumentColumn(string name, Func<StorableEntry, byte[]?> value) : EntryColumn(name)
{
    public override NpgsqlParameter Parameter(IReadOnlyList<StorableEntry> entries) => ArrayOf(entries, value, NpgsqlDbType.Jsonb);

    public override void Write(Utf8JsonWriter leaf, NpgsqlDataReader row, int column) => leaf.WriteRawValue(row.GetString(column), skipInputValidation: true);

    public override bool TryWrite(Utf8JsonWriter leaf, StorableEntry entry)
    {
        if (value(entry) is not { } json)
        {
            leaf.WriteNullValue();
            return true;
        }

        var text = new ArrayBufferWriter<byte>(json.Length + 16);
        if (!JsonbText.TryWrite(json, text))
        {
            return false;
        }

        leaf.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
        return true;
    }
}
