using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Live;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.Live;

/// <summary>Notifications reach the open pages of the one they are for, and nobody else.</summary>
public sealed class LiveTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Notification_ReachesEverySocketOfItsUserOnly()
    {
        using var byHeader = await ConnectAsync(await gateway.TokenAsync("sarah"));
        using var byProtocol = await ConnectByProtocolAsync(await gateway.TokenAsync("sarah"));
        using var other = await ConnectAsync(await gateway.TokenAsync("mike"));
        using var sameNameElsewhere = await ConnectAsync(await gateway.TokenAsync("vera"));

        using var delivered = await gateway.DeliverAsync("/events/notification-created", Notification("acme", "sarah", "Review waits"));
        using var toMike = await gateway.DeliverAsync("/events/notification-created", Notification("acme", "mike", "For Mike"));
        using var wrongTenant = await gateway.DeliverAsync("/events/notification-created", Notification("acme", "vera", "Not yours"));
        using var toVera = await gateway.DeliverAsync("/events/notification-created", Notification("globex", "vera", "For Vera"));

        Assert.Contains("SUCCESS", await delivered.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Review waits", await TitleAsync(byHeader));
        Assert.Equal("Review waits", await TitleAsync(byProtocol));
        Assert.Equal("For Mike", await TitleAsync(other));
        Assert.Equal("For Vera", await TitleAsync(sameNameElsewhere));
        Assert.Equal(OpenLiveConnection.Protocol, byProtocol.SubProtocol);
    }

    [Fact]
    public async Task Ping_IsAnswered()
    {
        using var socket = await ConnectAsync(await gateway.TokenAsync("nina"));

        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"ping\"}"), WebSocketMessageType.Text, true, Token());

        Assert.Equal("pong", (await ReceiveAsync(socket)).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("expired")]
    public async Task Socket_WithoutAValidToken_IsRefused(string? variant)
    {
        var token = variant is null ? null : await gateway.TokenAsync("sarah", variant);

        var exception = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(token));

        Assert.Contains("401", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData(null, false)]
    [InlineData("null", false)]
    [InlineData("own.evil.example", false)]
    [InlineData("own@evil.example", false)]
    [InlineData("own/", false)]
    [InlineData("own0", false)]
    [InlineData("own, own", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("http://localhost", false)]
    [InlineData("file://", false)]
    [InlineData("own", true)]
    public async Task Socket_WithASessionCookie_OpensOnlyFromOurOwnPages(string? origin, bool opens)
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("olga");
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = browser.Cookies;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin.Replace("own", gateway.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        }

        var connecting = socket.ConnectAsync(Address(), Token());

        if (opens)
        {
            await connecting;
            Assert.Equal("ready", (await ReceiveAsync(socket)).GetProperty("type").GetString());
        }
        else
        {
            var exception = await Assert.ThrowsAsync<WebSocketException>(() => connecting);
            Assert.Contains("403", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SignOut_ClosesTheSocketsOfTheSession()
    {
        using var browser = gateway.NewBrowser();
        using var signIn = await browser.SignInAsync("gus");
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = browser.Cookies;
        socket.Options.SetRequestHeader("Origin", gateway.Address.GetLeftPart(UriPartial.Authority));
        await socket.ConnectAsync(Address(), Token());
        await ReceiveAsync(socket);

        using var signOut = await browser.PostAsync("/api/v1/auth/logout", await browser.CsrfTokenAsync());

        Assert.Equal(4401, await CloseCodeAsync(socket));
    }

    [Fact]
    public async Task Sockets_AboveTheLimitOfAPerson_AreRefused()
    {
        var token = await gateway.TokenAsync("aud");
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < 10; i++)
        {
            sockets.Add(await ConnectAsync(token));
        }

        var exception = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(token));

        Assert.Contains("429", exception.Message, StringComparison.Ordinal);
        sockets.ForEach(socket => socket.Dispose());
        var connections = gateway.Services.GetRequiredService<LiveConnections>();
        await Eventually.AsyncTrue(
            async cancellationToken =>
            {
                using var again = await ConnectAsync(token);
                return again.State == WebSocketState.Open;
            },
            Deadline,
            "sockets that vanished make room",
            () => $"{connections.Count} open");
    }

    [Fact]
    public async Task LongMessage_ClosesTheSocket()
    {
        using var socket = await ConnectAsync(await gateway.TokenAsync("ravi"));

        await socket.SendAsync(new byte[4096], WebSocketMessageType.Text, true, Token());

        Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, await CloseCodeAsync(socket));
    }

    [Fact]
    public async Task Socket_WhoseTokenExpires_IsClosed()
    {
        // The simulator's tokens live 15 minutes; the gateway's clock is put just before that, inside the tolerated skew.
        await using var own = new RunningGateway();
        await own.InitializeAsync();
        var token = await own.TokenAsync("sarah");
        own.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(2));
        using var socket = await ConnectAsync(token, own.Address);

        Assert.Equal(4401, await CloseCodeAsync(socket));
    }

    [Fact]
    public async Task Shutdown_SaysGoodbye()
    {
        await using var own = new RunningGateway();
        await own.InitializeAsync();
        using var socket = await ConnectAsync(await own.TokenAsync("sarah"), own.Address);

        var stopping = own.StopGatewayAsync();

        Assert.Equal((int)WebSocketCloseStatus.EndpointUnavailable, await CloseCodeAsync(socket));
        await stopping.WaitAsync(Deadline);
    }

    private static NotificationCreated Notification(string tenant, string user, string title) => new(
        Guid.CreateVersion7().ToString(), tenant, "story-00000001", DateTimeOffset.UnixEpoch, user, Guid.CreateVersion7(), "briefing", title, "text", null);

    private async Task<ClientWebSocket> ConnectAsync(string? token, Uri? gatewayAddress = null)
    {
        var socket = new ClientWebSocket();
        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        await socket.ConnectAsync(Address(gatewayAddress), Token());
        Assert.Equal("ready", (await ReceiveAsync(socket)).GetProperty("type").GetString());
        return socket;
    }

    private async Task<ClientWebSocket> ConnectByProtocolAsync(string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(OpenLiveConnection.Protocol);
        socket.Options.AddSubProtocol("access_token." + token);
        await socket.ConnectAsync(Address(), Token());
        await ReceiveAsync(socket);
        return socket;
    }

    private static async Task<string?> TitleAsync(ClientWebSocket socket)
    {
        var frame = await ReceiveAsync(socket);
        Assert.Equal("notification.created", frame.GetProperty("type").GetString());
        return frame.GetProperty("data").GetProperty("title").GetString();
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[8192];
        var result = await socket.ReceiveAsync(buffer, Token());
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, result.Count));
    }

    private static async Task<int> CloseCodeAsync(ClientWebSocket socket)
    {
        var result = await socket.ReceiveAsync(new byte[8192], Token());
        Assert.Equal(WebSocketMessageType.Close, result.MessageType);
        return (int)result.CloseStatus!.Value;
    }

    private Uri Address(Uri? gatewayAddress = null) => new UriBuilder(gatewayAddress ?? gateway.Address) { Scheme = "ws", Path = "/ws" }.Uri;

    private static CancellationToken Token() => new CancellationTokenSource(Deadline).Token;
}
