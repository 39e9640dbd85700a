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

    /// <returns>False when only the database can tell; what was written then is of no use.</returns>
    public static bool TryWrite(string json, IBufferWriter<byte> text)
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
        var members = new (byte[] Name, JsonElement Value)[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
        {
            members[count++] = (Encoding.UTF8.GetBytes(member.Name), member.Value);
        }

        Array.Sort(members, (one, other) => Compare(one.Name, other.Name));
        text.Write("{"u8);
        for (var index = 0; index < members.Length; index++)
        {
            if (index > 0)
            {
                if (Compare(members[index - 1].Name, members[index].Name) == 0)
                {
                    return false;
                }

                text.Write(", "u8);
            }

            WriteString(members[index].Name, text);
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

    private static int Compare(byte[] name, byte[] other) =>
        name.Length != other.Length ? name.Length.CompareTo(other.Length) : name.AsSpan().SequenceCompareTo(other);

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
        foreach (ref readonly var one in value)
        {
            switch (one)
            {
                case (byte)'"': text.Write("\\\""u8); break;
                case (byte)'\\': text.Write("\\\\"u8); break;
                case (byte)'\b': text.Write("\\b"u8); break;
                case (byte)'\f': text.Write("\\f"u8); break;
                case (byte)'\n': text.Write("\\n"u8); break;
                case (byte)'\r': text.Write("\\r"u8); break;
                case (byte)'\t': text.Write("\\t"u8); break;
                case < (byte)' ': text.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{one:x4}"))); break;
                default: text.Write(new ReadOnlySpan<byte>(in one)); break;
            }
        }

        text.Write("\""u8);
    }

    /// <summary>Digits with at most a sign and a point come back as they were; but a zero loses its sign.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> number) =>
        number.Length <= LongestNumber && !number.ContainsAny("eE"u8) && (number[0] != '-' || number.ContainsAnyInRange((byte)'1', (byte)'9'));
}
