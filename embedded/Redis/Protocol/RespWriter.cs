using System.Buffers;
using System.Buffers.Text;

namespace StackExchange.Redis.Protocol;

/// <summary>Writes a command as an array of bulk strings.</summary>
internal static class RespWriter
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<RedisValue> command)
    {
        WriteHead(output, (byte)'*', command.Length);
        foreach (var part in command)
        {
            ReadOnlyMemory<byte> bytes = part;
            WriteHead(output, (byte)'$', bytes.Length);
            output.Write(bytes.Span);
            output.Write("\r\n"u8);
        }
    }

    private static void WriteHead(IBufferWriter<byte> output, byte kind, int number)
    {
        var span = output.GetSpan(16);
        span[0] = kind;
        Utf8Formatter.TryFormat(number, span[1..], out var digits);
        span[digits + 1] = (byte)'\r';
        span[digits + 2] = (byte)'\n';
        output.Advance(digits + 3);
    }
}
