using System.Buffers.Binary;
using System.Globalization;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>What a UUID says about itself.</summary>
internal static class UuidParts
{
    /// <summary>100 ns intervals from 1582-10-15 to 1970-01-01.</summary>
    private const long GregorianToUnix = 122_192_928_000_000_000;

    public static RegoValue? Parse(string text)
    {
        var plain = text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? text[9..] : text;
        plain = plain.Length == 38 && plain[0] == '{' ? plain[1..^1] : plain;
        if (!Guid.TryParseExact(plain, "D", out var uuid) && !Guid.TryParseExact(plain, "N", out uuid))
        {
            return null;
        }

        var bytes = uuid.ToByteArray(bigEndian: true);
        var version = bytes[6] >> 4;
        var fields = new List<(string, RegoValue)>
        {
            ("variant", Operands.Value(Variant(bytes[8]))),
            ("version", NumberValue.Of(version)),
        };
        if (version is 1 or 2)
        {
            AddTimeFields(fields, bytes, version);
        }
        else if (version is 6 or 7)
        {
            fields.Add(("time", NumberValue.Of(version == 7 ? Milliseconds(bytes) * 1_000_000 : 0)));
        }

        return ObjectValue.Of([.. fields]);
    }

    private static string Variant(byte b) => b switch
    {
        < 0x80 => "Reserved",
        < 0xC0 => "RFC4122",
        < 0xE0 => "Microsoft",
        _ => "Future",
    };

    private static long Milliseconds(byte[] bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;

    private static void AddTimeFields(List<(string, RegoValue)> fields, byte[] bytes, int version)
    {
        var low = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        long middle = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4));
        long high = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(6)) & 0x0FFF;
        var time = (high << 48) | (middle << 32) | low;
        fields.Add(("time", NumberValue.Of((time - GregorianToUnix) * 100)));
        fields.Add(("clocksequence", NumberValue.Of(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(8)) & 0x3FFF)));
        fields.Add(("nodeid", Operands.Value(string.Join('-', bytes[10..].Select(b => b.ToString("x2", CultureInfo.InvariantCulture))))));
        var scope = (bytes[10] & 2) != 0 ? "local" : "global";
        var cast = (bytes[10] & 1) != 0 ? "multicast" : "unicast";
        fields.Add(("macvariables", Operands.Value($"{scope}:{cast}")));
        if (version == 2)
        {
            fields.Add(("id", NumberValue.Of(low)));
            fields.Add(("domain", Operands.Value(bytes[9] switch { 0 => "Person", 1 => "Group", 2 => "Org", var other => $"Domain{other}" })));
        }
    }
}
