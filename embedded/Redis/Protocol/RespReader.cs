using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace StackExchange.Redis.Protocol;

/// <summary>
/// Reads answers in RESP2, plus RESP3's nulls, maps, sets, pushes, booleans and doubles. A sample:
/// <c>*2\r\n$3\r\nfoo\r\n:42\r\n</c>; its worst legal variant nests arrays with nulls: <c>*2\r\n*-1\r\n$-1\r\n</c>.
/// </summary>
internal sealed class RespReader(PipeReader input)
{
    private const int MaxDepth = 32;

    /// <summary>The next answer; null at the end of the stream.</summary>
    public async ValueTask<RedisResult?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (TryParse(ref buffer, out var result))
            {
                input.AdvanceTo(buffer.Start);
                return result;
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private static bool TryParse(ref ReadOnlySequence<byte> buffer, out RedisResult result)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!TryParse(ref reader, out result, 0))
        {
            return false;
        }
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static bool TryParse(ref SequenceReader<byte> reader, out RedisResult result, int depth)
    {
        result = null!;
        if (depth > MaxDepth)
        {
            throw new RedisConnectionException(ConnectionFailureType.SocketFailure, "the answer is nested too deeply");
        }
        if (!reader.TryRead(out var kind) || !reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            return false;
        }
        switch ((char)kind)
        {
            case '+' or ':' or ',' or '(' or '#':
                result = RedisResult.Create((RedisValue)line.ToArray());
                return true;
            case '_':
                result = RedisResult.Create(RedisValue.Null);
                return true;
            case '-':
                result = RedisResult.Failed(Encoding.UTF8.GetString(line));
                return true;
            case '$' or '=':
                return TryBulk(ref reader, Number(line), out result);
            case '*' or '~' or '>':
                return TryArray(ref reader, Number(line), out result, depth);
            case '%':
                return TryArray(ref reader, Number(line) * 2, out result, depth);
            default:
                throw new RedisConnectionException(ConnectionFailureType.SocketFailure, $"unexpected answer type 0x{kind:x2}");
        }
    }

    private static bool TryBulk(ref SequenceReader<byte> reader, long length, out RedisResult result)
    {
        result = RedisResult.Create(RedisValue.Null);
        if (length < 0)
        {
            return true;
        }
        if (reader.Remaining < length + 2)
        {
            return false;
        }
        var bytes = new byte[length];
        reader.TryCopyTo(bytes);
        reader.Advance(length + 2);
        result = RedisResult.Create((RedisValue)bytes);
        return true;
    }

    private static bool TryArray(ref SequenceReader<byte> reader, long count, out RedisResult result, int depth)
    {
        result = RedisResult.Create(RedisValue.Null);
        if (count < 0)
        {
            return true;
        }
        var items = new List<RedisResult>();
        for (long i = 0; i < count; i++)
        {
            if (!TryParse(ref reader, out var item, depth + 1))
            {
                return false;
            }
            items.Add(item);
        }
        result = RedisResult.Create([.. items]);
        return true;
    }

    private static long Number(ReadOnlySequence<byte> line)
    {
        var bytes = line.ToArray();
        return Utf8Parser.TryParse(bytes, out long number, out var consumed) && consumed == bytes.Length ? number
            : throw new RedisConnectionException(ConnectionFailureType.SocketFailure, "a length is not a number");
    }
}
