using System.Net;
using System.Text;
using System.Threading.Channels;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>A request body of unknown length that grows as the test says.</summary>
internal sealed class PushContent : HttpContent
{
    private readonly Channel<byte[]> _parts = Channel.CreateUnbounded<byte[]>();

    public ValueTask WriteAsync(string text) => _parts.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    public void Complete() => _parts.Writer.Complete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await foreach (var part in _parts.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(part);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
