using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace OpenClaw.Sidecar.Placement;

/// <summary>The request body of the placement stream: lines as they come, for as long as the stream lives.</summary>
internal sealed class PlacementStreamContent(ChannelReader<HostMessage> messages, CancellationToken ended) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await foreach (var message in messages.ReadAllAsync(ended))
        {
            await JsonSerializer.SerializeAsync(stream, message, PlacementJson.Default.HostMessage, ended);
            await stream.WriteAsync("\n"u8.ToArray(), ended);
            await stream.FlushAsync(ended);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
