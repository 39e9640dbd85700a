using System.Net.WebSockets;
using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>A page of a person that listens to what happens.</summary>
internal sealed class LiveClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public static Uri AddressOf(Uri gateway) => new UriBuilder(gateway) { Scheme = "ws", Path = "/ws" }.Uri;

    /// <summary>Returns when the server has said that it is listening.</summary>
    public static async Task<LiveClient> OpenAsync(Uri gateway, string token, CancellationToken cancellationToken)
    {
        var client = new LiveClient();
        client._socket.Options.AddSubProtocol("openclaw.v1");
        client._socket.Options.AddSubProtocol("access_token." + token);
        await client._socket.ConnectAsync(AddressOf(gateway), cancellationToken);
        Assert.Equal("openclaw.v1", client._socket.SubProtocol);
        Assert.Equal("ready", (await client.NextAsync(cancellationToken)).GetProperty("type").GetString());
        return client;
    }

    public async Task<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var message = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        Assert.Equal(WebSocketMessageType.Text, message.MessageType);
        Assert.True(message.EndOfMessage);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, message.Count));
    }

    public void Dispose() => _socket.Dispose();
}
