using System.Buffers;
using System.Net;

namespace OpenClaw.Sidecar.Invocation;

/// <summary>A request body of unknown length, passed on part by part as the caller sends it.</summary>
internal sealed class RelayContent(Stream body, CancellationToken cancellationToken) : HttpContent
{
    private const int PartSize = 16 << 10;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                // Without this, small parts would wait in the connection's buffer for more.
                await stream.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
