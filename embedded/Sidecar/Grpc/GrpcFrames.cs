using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>Messages in a body: a byte that says whether it is compressed, four of length, then the message.</summary>
internal static class GrpcFrames
{
    private const int HeaderSize = 5;

    /// <summary>The next message, or null when the caller has sent its last.</summary>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader body, MessageParser<T> parser, string? encoding, long limit, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (TryTake(ref buffer, limit, out var payload, out var compressed))
            {
                var message = Parse(parser, payload, compressed, encoding, limit);
                body.AdvanceTo(buffer.Start);
                return message;
            }
            body.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcStatusCode.Internal, "the request ends inside a message");
            }
        }
    }

    public static void Write(IBufferWriter<byte> body, IMessage message)
    {
        var size = message.CalculateSize();
        var header = body.GetSpan(HeaderSize);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)size);
        body.Advance(HeaderSize);
        message.WriteTo(body);
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, long limit, out ReadOnlySequence<byte> payload, out bool compressed)
    {
        (payload, compressed) = (default, false);
        if (buffer.Length < HeaderSize)
        {
            return false;
        }
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        compressed = header[0] != 0;
        var size = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (size > limit)
        {
            throw TooLarge(size, limit);
        }
        if (buffer.Length < HeaderSize + size)
        {
            return false;
        }
        payload = buffer.Slice(HeaderSize, size);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> payload, bool compressed, string? encoding, long limit) where T : class, IMessage<T>
    {
        try
        {
            return compressed ? parser.ParseFrom(Inflate(payload, encoding, limit)) : parser.ParseFrom(payload);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"grpc: error unmarshalling request: {error.Message}");
        }
    }

    private static byte[] Inflate(ReadOnlySequence<byte> payload, string? encoding, long limit)
    {
        if (encoding != "gzip")
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");
        }
        using var source = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var chunk = new byte[16 << 10];
        for (var count = source.Read(chunk); count > 0; count = source.Read(chunk))
        {
            target.Write(chunk, 0, count);
            if (target.Length > limit)
            {
                throw TooLarge(target.Length, limit);
            }
        }
        return target.ToArray();
    }

    private static GrpcException TooLarge(long size, long limit) =>
        new(GrpcStatusCode.ResourceExhausted, $"grpc: received message larger than max ({size} vs. {limit})");
}
