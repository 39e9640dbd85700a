using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Features.Revocation;
using OpenClaw.Gateway.Features.Sessions;
using OpenClaw.Gateway.Tests.Support;

namespace OpenClaw.Gateway.Tests.Live;

/// <summary>A socket makes no request that could be refused, so it is closed when its proof of identity is withdrawn elsewhere.</summary>
public sealed class LiveRevocationTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Socket_WhenAnotherReplicaSignsThePersonOut_ClosesWithinFiveSeconds()
    {
        using var socket = await OpenAsync("sarah");
        using var other = await OpenAsync("mike");
        var clock = Stopwatch.StartNew();

        // What another replica does: the store changes, and nobody tells this one.
        var now = gateway.Clock.GetUtcNow();
        await gateway.Services.GetRequiredService<IRevocationStore>().ChangeAsync(
            new PersonKey("acme", "sarah"), _ => new Revocations(now, []), TestContext.Current.CancellationToken);

        Assert.Equal(4401, await CloseCodeAsync(socket));
        Assert.True(clock.Elapsed < Promise, $"it took {clock.Elapsed}");
        Assert.Equal(WebSocketState.Open, other.State);
    }

    [Fact]
    public async Task Socket_WhenTheCompanyIsSuspended_Closes()
    {
        using var socket = await OpenAsync("vera");

        gateway.Sidecar.Tenants["globex"] = new TenantEntry("globex", "Globex Labs", TenantStatus.Suspended);

        Assert.Equal(4401, await CloseCodeAsync(socket));
    }

    private static async Task<int> CloseCodeAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(2 * Promise);
        var result = await socket.ReceiveAsync(new byte[1024], deadline.Token);
        Assert.Equal(WebSocketMessageType.Close, result.MessageType);
        return (int)result.CloseStatus!.Value;
    }

    private async Task<ClientWebSocket> OpenAsync(string user)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await gateway.TokenAsync(user));
        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = "/ws" }.Uri, TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken);
        return socket;
    }
}
