using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace OpenClaw.Audit.Infrastructure;

/// <summary>
/// The text that PostgreSQL gives back for a document stored as <c>jsonb</c>: members by the length of their names and then by
/// their bytes, one space after commas and colons, its own escapes. Knowing it before the row is stored, a leaf can be hashed
/// without reading the row back. What it would write in another way (<c>1e3</c>, a member twice) is left to the database.
/// </summary>
internal static class JsonbText
{
    private const int LongestNumber = 100;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), .. "\"\\"u8]);

    /// <returns>False when only the database can tell; what was written then is of no use.</returns>
    public static bool TryWrite(ReadOnlyMemory<byte> json, IBufferWriter<byte> text)
    {
        using var document = JsonDocument.Parse(json);
        return TryWrite(document.RootElement, text);
    }

    private static bool TryWrite(JsonElement value, IBufferWriter<byte> text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return TryWriteMembers(value, text);
            case JsonValueKind.Array:
                return TryWriteItems(value, text);
            case JsonValueKind.String:
                WriteString(value, text);
                return true;
            case JsonValueKind.Number when !IsPlain(JsonMarshal.GetRawUtf8Value(value)):
                return false;
            default:
                text.Write(JsonMarshal.GetRawUtf8Value(value));
                return true;
        }
    }

    private static bool TryWriteMembers(JsonElement value, IBufferWriter<byte> text)
    {
        JsonProperty[] members = [.. value.EnumerateObject()];
        Array.Sort(members, Compare);
        text.Write("{"u8);
        for (var index = 0; index < members.Length; index++)
        {
            if (index > 0)
            {
                if (Compare(members[index - 1], members[index]) == 0)
                {
                    return false;
                }

                text.Write(", "u8);
            }

            WriteString(NameOf(members[index]), text);
            text.Write(": "u8);
            if (!TryWrite(members[index].Value, text))
            {
                return false;
            }
        }

        text.Write("}"u8);
        return true;
    }

    private static bool TryWriteItems(JsonElement value, IBufferWriter<byte> text)
    {
        text.Write("["u8);
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            text.Write(isFirst ? ""u8 : ", "u8);
            isFirst = false;
            if (!TryWrite(item, text))
            {
                return false;
            }
        }

        text.Write("]"u8);
        return true;
    }

    private static int Compare(JsonProperty member, JsonProperty other)
    {
        var name = NameOf(member);
        var otherName = NameOf(other);
        return name.Length != otherName.Length ? name.Length.CompareTo(otherName.Length) : name.SequenceCompareTo(otherName);
    }

    private static ReadOnlySpan<byte> NameOf(JsonProperty member)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(member.Name) : raw;
    }

    private static void WriteString(JsonElement value, IBufferWriter<byte> text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (!raw.Contains((byte)'\\'))
        {
            text.Write(raw);
            return;
        }

        WriteString(Encoding.UTF8.GetBytes(value.GetString()!), text);
    }

    private static void WriteString(ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        text.Write("\""u8);
        for (int at; (at = value.IndexOfAny(Escaped)) >= 0; value = value[(at + 1)..])
        {
            text.Write(value[..at]);
            switch (value[at])
            {
                case (byte)'"': text.Write("\\\""u8); break;
                case (byte)'\\': text.Write("\\\\"u8); break;
                case (byte)'\b': text.Write("\\b"u8); break;
                case (byte)'\f': text.Write("\\f"u8); break;
                case (byte)'\n': text.Write("\\n"u8); break;
                case (byte)'\r': text.Write("\\r"u8); break;
                case (byte)'\t': text.Write("\\t"u8); break;
                case var control: text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{control:x4}"))); break;
            }
        }

        text.Write(value);
        text.Write("\""u8);
    }

    /// <summary>Digits with at most a sign and a point come back as they were; but a zero loses its sign.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> number) =>
        number.Length <= LongestNumber && !number.ContainsAny("eE"u8) && (number[0] != '-' || number.ContainsAnyInRange((byte)'1', (byte)'9'));
}
