using System.Text;

namespace OpenClaw.Sidecar.Conformance.Grpc;

/// <summary>Protobuf by hand: the few fields that requests of these tests hold.</summary>
internal static class Message
{
    public static byte[] Of(params ReadOnlySpan<byte[]> fields)
    {
        var message = new List<byte>();
        foreach (var field in fields)
        {
            message.AddRange(field);
        }
        return [.. message];
    }

    public static byte[] Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    public static byte[] Bytes(int number, byte[] value) => [.. Varint((uint)((number << 3) | 2)), .. Varint((uint)value.Length), .. value];

    public static byte[] Number(int number, uint value) => [.. Varint((uint)(number << 3)), .. Varint(value)];

    /// <summary>One entry of a map of texts.</summary>
    public static byte[] Entry(int number, string key, string value) => Bytes(number, Of(Text(1, key), Text(2, value)));

    /// <summary>The first field of a number that holds bytes; empty when there is none.</summary>
    public static byte[] Find(ReadOnlySpan<byte> message, int number)
    {
        while (message.Length > 0)
        {
            var tag = Read(ref message);
            var isBytes = (tag & 7) == 2;
            var length = (int)Read(ref message);
            if (!isBytes)
            {
                continue;
            }
            if (tag >> 3 == number)
            {
                return message[..length].ToArray();
            }
            message = message[length..];
        }
        return [];
    }

    private static uint Read(ref ReadOnlySpan<byte> message)
    {
        var value = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            value |= (uint)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }
    }

    private static List<byte> Varint(uint value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)((value & 127) | 128));
        }
        bytes.Add((byte)value);
        return bytes;
    }
}
