using System.Buffers;
using System.IO.Pipelines;

namespace OpenClaw.Verify;

/// <summary>A stream's lines as bytes; the text of a line is valid until the next is read.</summary>
internal static class Lines
{
    private const byte LineFeed = (byte)'\n';

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 20, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (buffer.PositionOf(LineFeed) is { } end)
            {
                yield return Contiguous(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    yield return Contiguous(buffer);
                }

                break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }

        await reader.CompleteAsync();
    }

    private static ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> line) => line.IsSingleSegment ? line.First : line.ToArray();
}
