using System.Net;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>HTTP reference 11: calls, turns, state, timers.</summary>
public sealed class ActorCallTests(ActorHostFixture actors) : IClassFixture<ActorHostFixture>
{
    private static string Id() => Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Call_FromAnotherSidecar_ReachesTheAppAsPut(string verb)
    {
        var id = Id();
        actors.App.On("plain", id, "work", async (context, call) =>
        {
            context.Response.Headers["x-answer"] = "yes";
            context.Response.ContentType = "text/x-test";
            await context.Response.WriteAsync("got " + call.Body);
        });

        var answer = await actors.Other.SendAsync(new HttpMethod(verb), $"/v1.0/actors/plain/{id}/method/work", verb == "GET" ? null : "it", "text/plain", ("x-mine", "1"));

        Assert.Equal((HttpStatusCode.OK, verb == "GET" ? "got " : "got it"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(("yes", "text/x-test"), (answer.Header("x-answer"), answer.Content.Headers.ContentType?.MediaType));
        var call = actors.App.Calls("plain", id, "work").Single();
        Assert.Equal(("PUT", "1"), (call.Method, call.Headers["x-mine"]));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(201)]
    public async Task Call_AnyStatusBut200_Is500(int status)
    {
        var id = Id();
        actors.App.On("plain", id, "odd", status, "reason");

        var answer = await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/odd");

        await answer.IsErrorAsync(500, "ERR_ACTOR_INVOKE_METHOD");
    }

    [Fact]
    public async Task Call_RemotingError_IsPassedOnUnchanged()
    {
        var id = Id();
        actors.App.On("plain", id, "typed", async (context, _) =>
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["X-DaprErrorResponseHeader"] = "true";
            await context.Response.WriteAsync("remoting fault");
        });

        var answer = await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/typed");

        Assert.Equal("remoting fault", await answer.Content.ReadAsStringAsync());
        Assert.Equal("true", answer.Header("X-DaprErrorResponseHeader"));
    }

    [Fact]
    public async Task Call_TypeThatNobodyHosts_Is500() =>
        await (await actors.Host.SendAsync(HttpMethod.Put, "/v1.0/actors/nobody/1/method/x")).IsErrorAsync(500, "ERR_ACTOR_INVOKE_METHOD");

    [Fact]
    public async Task Call_WithoutPlacement_Is400()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("actors", "state.in-memory", ("actorStateStore", "true")));

        await (await sidecar.SendAsync(HttpMethod.Put, "/v1.0/actors/plain/1/method/x")).IsErrorAsync(400, "ERR_ACTOR_NO_PLACEMENT");
    }

    [Theory]
    [InlineData("a%23b")]
    [InlineData("a%3Fb")]
    [InlineData("a%2Fb")]
    [InlineData("a%5Cb")]
    public async Task Call_IdWithForbiddenCharacters_Is400(string id) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/x")).StatusCode);

    [Fact]
    public async Task Turns_OfOneActor_NeverOverlapAndComeInOrder()
    {
        var id = Id();
        actors.App.On("plain", id, "slow", async (context, _) =>
        {
            await Task.Delay(20, context.RequestAborted);
            context.Response.StatusCode = 200;
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => actors.Other.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/slow")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.False(actors.App.Overlapped.ContainsKey(id));
    }

    [Fact]
    public async Task Reentrancy_SameChain_EntersTheSameTurnUpToTheDepth()
    {
        var id = Id();
        var deepest = 0;
        actors.App.On("again", id, "down", async (context, call) =>
        {
            deepest++;
            var inner = await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/again/{id}/method/down", headers: ("Dapr-Reentrancy-Id", call.Headers["Dapr-Reentrancy-Id"]));
            context.Response.StatusCode = 200;
            await context.Response.WriteAsync(inner.IsSuccessStatusCode ? await inner.Content.ReadAsStringAsync() : await inner.Content.ReadAsStringAsync());
        });

        var answer = await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/again/{id}/method/down");

        Assert.Equal(3, deepest);
        Assert.Contains("ERR_ACTOR_STACK_DEPTH", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_TransactionGetDelete_FollowTheRows()
    {
        var id = Id();
        actors.App.On("plain", id, "wake");
        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/state", "[]")).IsErrorAsync(400, "ERR_ACTOR_INSTANCE_MISSING");
        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/wake");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/state", """[{"operation":"upsert","request":{"key":"a","value":{"n":1}}},{"operation":"upsert","request":{"key":"b","value":2}}]""")).IsEmptyAsync();
        var found = await actors.Host.GetAsync($"/v1.0/actors/plain/{id}/state/a");
        await (await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/state", """[{"operation":"delete","request":{"key":"a"}}]""")).IsEmptyAsync();

        Assert.Equal("""{"n":1}""", await found.Content.ReadAsStringAsync());
        await (await actors.Host.GetAsync($"/v1.0/actors/plain/{id}/state/a")).IsEmptyAsync();
        Assert.Equal("2", await (await actors.Host.GetAsync($"/v1.0/actors/plain/{id}/state/b")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task State_TtlWithoutTheFeature_Is500()
    {
        var id = Id();
        actors.App.On("plain", id, "wake");
        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/wake");

        var answer = await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/state", """[{"operation":"upsert","request":{"key":"a","value":1,"metadata":{"ttlInSeconds":"5"}}}]""");

        await answer.IsErrorAsync(500, "ERR_ACTOR_STATE_TRANSACTION_SAVE");
    }

    [Fact]
    public async Task Timer_FiresWithItsDataUntilRemoved()
    {
        var id = Id();
        actors.App.On("plain", id, "wake").On("plain", id, "timer/tick");
        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/wake");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/timers/tick", """{"data":{"n":1},"dueTime":"50ms","period":"0h0m0s50ms","callback":"call"}""")).IsEmptyAsync();
        var calls = await actors.App.WaitAsync("plain", id, "timer/tick", 3);
        await (await actors.Host.SendAsync(HttpMethod.Delete, $"/v1.0/actors/plain/{id}/timers/tick")).IsEmptyAsync();

        var body = ActorApp.Body(calls[0]);
        Assert.Equal(("call", "50ms", "0h0m0s50ms", 1),
            (body.GetProperty("callback").GetString(), body.GetProperty("dueTime").GetString(), body.GetProperty("period").GetString(), body.GetProperty("data").GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task Timer_WithRepetitions_FiresThatOften()
    {
        var id = Id();
        actors.App.On("plain", id, "wake").On("plain", id, "timer/three");
        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/wake");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/timers/three", """{"period":"R3/PT0.05S"}""")).IsEmptyAsync();
        await actors.App.WaitAsync("plain", id, "timer/three", 3);
        await Task.Delay(300);

        Assert.Equal(3, actors.App.Calls("plain", id, "timer/three").Length);
    }

    [Theory]
    [InlineData("""{"period":"R0/PT1S"}""")]
    [InlineData("""{"dueTime":"soon"}""")]
    public async Task Timer_TimesThatAreNone_AreRefused(string body)
    {
        var id = Id();
        actors.App.On("plain", id, "wake");
        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/method/wake");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/timers/odd", body)).IsErrorAsync(500, "ERR_ACTOR_TIMER_CREATE");
    }

    [Fact]
    public async Task Idle_ActorOfABriefType_IsDeactivated()
    {
        var id = Id();
        actors.App.On("brief", id, "wake");

        await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/brief/{id}/method/wake");

        await actors.App.App.WaitForAsync($"/actors/brief/{id}", 1, "DELETE");

        // Forgotten once the app has answered.
        await Eventually.AssertAsync(async () => await (await actors.Host.PostAsync($"/v1.0/actors/brief/{id}/state", "[]")).IsErrorAsync(400, "ERR_ACTOR_INSTANCE_MISSING"));
    }

    [Fact]
    public async Task Metadata_CountsActiveActorsByType()
    {
        var page = await (await actors.Host.GetAsync("/v1.0/metadata")).JsonAsync();

        var types = page.GetProperty("actorRuntime").GetProperty("activeActors").EnumerateArray().Select(one => one.GetProperty("type").GetString()!).Order().ToArray();
        Assert.Equal(["again", "brief", "plain"], types);
        Assert.Equal("RUNNING", page.GetProperty("actorRuntime").GetProperty("runtimeStatus").GetString());
    }
}
