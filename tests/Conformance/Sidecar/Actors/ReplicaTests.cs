using System.Net;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>Actors over two replicas with a shared store: placement, moves, drain.</summary>
public sealed class ReplicaTests(Servers servers)
{
    private static string Stored(string redis) => Yaml.Component("actors", "state.redis", ("redisHost", redis), ("actorStateStore", "true"));

    private static void Everywhere(ActorApp app, string id, string name)
    {
        app.On("moving", id, "where", async (context, _) => await context.Response.WriteAsync(name)).On("moving", id, "remind/r");
    }

    [Fact]
    public async Task Replicas_ShareActors_AndTakeOverRemindersOfOneThatDies()
    {
        var resources = Stored(await servers.RedisHostAsync());
        await using var plane = await ControlPlane.StartAsync(scheduler: true);
        await using var first = await ActorApp.StartAsync("moving");
        await using var second = await ActorApp.StartAsync("moving");
        var ids = Enumerable.Range(0, 12).Select(number => $"m{number}").ToArray();
        foreach (var id in ids)
        {
            Everywhere(first, id, "first");
            Everywhere(second, id, "second");
        }
        var settings = new SidecarSettings { Flags = plane.Flags, Resources = resources };
        await using var one = await SidecarProcess.StartAsync(settings with { App = first.App });
        await using var two = await SidecarProcess.StartAsync(settings with { AppId = one.AppId, App = second.App });

        await Eventually.AsyncTrue(async token => (await WhereAsync(two, ids, token)).Distinct().Count() == 2, TimeSpan.FromSeconds(30), "both replicas have actors");
        foreach (var id in ids)
        {
            await (await two.PostAsync($"/v1.0/actors/moving/{id}/reminders/r", """{"dueTime":"1s","period":"1s"}""")).IsEmptyAsync();
        }
        await one.KillAsync();

        await Eventually.AsyncTrue(async token => (await WhereAsync(two, ids, token)).All(where => where == "second"), TimeSpan.FromSeconds(30), "the other replica has them all");
        await Eventually.True(() => ids.All(id => second.Calls("moving", id, "remind/r").Length > 0), TimeSpan.FromSeconds(30), "every reminder fires there");
    }

    [Fact]
    public async Task Rebalance_ARunningTurn_IsDrainedForAsLongAsTheAppAsks()
    {
        var resources = Stored(await servers.RedisHostAsync());
        await using var plane = await ControlPlane.StartAsync();
        await using var app = await ActorApp.StartAsync("slow", "\"drainOngoingCallTimeout\":\"20s\",\"drainRebalancedActors\":true");
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.On("slow", "s", "turn", async (context, _) =>
        {
            entered.TrySetResult();
            await release.Task;
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = app.App,
            Flags = [.. plane.Flags, "--dapr-graceful-shutdown-seconds", "25"],
            Resources = resources,
        });
        var call = sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/slow/s/method/turn");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

        var stop = sidecar.StopAsync(TimeSpan.FromSeconds(40));
        await Task.WhenAny(call, Task.Delay(TimeSpan.FromSeconds(5)));
        Assert.False(call.IsCompleted, "five seconds are no reason to give the turn up");
        Assert.Empty(app.App.Of("DELETE", "/actors/slow/s"));
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        await app.App.WaitForAsync("/actors/slow/s", 1, "DELETE");
        await stop;
    }

    private static async Task<string[]> WhereAsync(SidecarProcess sidecar, string[] ids, CancellationToken cancellationToken) => await Task.WhenAll(ids.Select(async id =>
        await (await sidecar.Http.PutAsync($"/v1.0/actors/moving/{id}/method/where", null, cancellationToken)).Content.ReadAsStringAsync(cancellationToken)));
}
