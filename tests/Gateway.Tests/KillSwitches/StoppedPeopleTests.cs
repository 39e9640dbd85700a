using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using OpenClaw.Contracts;
using OpenClaw.Gateway.Tests.Support;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy.KillSwitches;
using OpenClaw.Testing;

namespace OpenClaw.Gateway.Tests.KillSwitches;

/// <summary>Whom a kill switch covers does not get past the door; who can release it still does.</summary>
public sealed class StoppedPeopleTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KillSwitchKind.User, "sarah", "/api/v1/tasks", true)]
    [InlineData(KillSwitchKind.User, "sarah", "/api/v1/policies", true)]
    [InlineData(KillSwitchKind.User, "sarah", "/api/v1/kill-switches", true)]
    [InlineData(KillSwitchKind.User, "sarah", "/api/v1/auth/userinfo", false)]
    [InlineData(KillSwitchKind.Team, "platform", "/api/v1/tasks", true)]
    [InlineData(KillSwitchKind.Team, "platform", "/api/v1/policies", false)]
    [InlineData(KillSwitchKind.Org, "engineering", "/api/v1/connectors/github/read/x", true)]
    [InlineData(KillSwitchKind.Org, "engineering", "/api/v1/kill-switches", false)]
    [InlineData(KillSwitchKind.Enterprise, "acme", "/api/v1/briefings", true)]
    [InlineData(KillSwitchKind.Enterprise, "acme", "/api/v1/audit", false)]
    [InlineData(KillSwitchKind.Connector, "github", "/api/v1/tasks", false)]
    [InlineData(KillSwitchKind.User, "mike", "/api/v1/tasks", false)]
    public async Task Sarah_IsStopped_WhereTheSwitchSaysSo(KillSwitchKind kind, string target, string path, bool isRefused)
    {
        var stop = On(kind, target);
        try
        {
            Assert.True(await gateway.Services.GetRequiredService<KillSwitchKeeper>().RefreshAsync());
            using var browser = gateway.NewBrowser();
            using var answer = await browser.AskAsync(HttpMethod.Get, path, await gateway.TokenAsync("sarah"));

            Assert.Equal(isRefused ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
            if (isRefused)
            {
                await Problems.AssertAsync(answer, HttpStatusCode.Forbidden, ErrorCodes.PolicyDenied);
                await Eventually.AsyncTrue(
                    _ => Task.FromResult(gateway.Sidecar.AuditEntries.Any(entry => entry is { Action: RefusalRecorder.Action, UserId: "sarah" } && entry.PolicyApplied == $"kill-switch:{stop.Id}")),
                    Deadline, "the refusal is on record", () => "", Ended);
            }
        }
        finally
        {
            gateway.Sidecar.Stops.Clear();
        }
    }

    [Fact]
    public async Task Release_LetsThePersonIn_AndASocketIsClosedMeanwhile()
    {
        // The list that another test had may still be in memory.
        await Eventually.AsyncTrue(async _ => await StatusAsync("tom") == HttpStatusCode.OK, Deadline, "tom is not stopped", () => "", Ended);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + await gateway.TokenAsync("tom"));
        await socket.ConnectAsync(new UriBuilder(gateway.Address) { Scheme = "ws", Path = "/ws" }.Uri, Ended);
        await socket.ReceiveAsync(new byte[1024], Ended);

        var stop = On(KillSwitchKind.User, "tom");
        await UntilRefusedAsync("tom");
        using var deadline = new CancellationTokenSource(Deadline);
        var closed = await socket.ReceiveAsync(new byte[1024], deadline.Token);
        gateway.Sidecar.Stops.TryRemove(stop.Id, out _);

        Assert.Equal((WebSocketMessageType.Close, 4401), (closed.MessageType, (int)closed.CloseStatus!.Value));
        await Eventually.AsyncTrue(async _ => await StatusAsync("tom") == HttpStatusCode.OK, Deadline, "tom gets in", () => "", Ended);
    }

    private ActiveStop On(KillSwitchKind kind, string target)
    {
        var stop = new ActiveStop(Guid.CreateVersion7(), "acme", kind, target, "said the test");
        gateway.Sidecar.Stops[stop.Id] = stop;
        return stop;
    }

    private Task UntilRefusedAsync(string user) =>
        Eventually.AsyncTrue(async _ => await StatusAsync(user) == HttpStatusCode.Forbidden, Deadline, $"{user} is stopped", () => "", Ended);

    private async Task<HttpStatusCode> StatusAsync(string user)
    {
        using var browser = gateway.NewBrowser();
        using var answer = await browser.AskAsync(HttpMethod.Get, "/api/v1/tasks", await gateway.TokenAsync(user));
        return answer.StatusCode;
    }
}
