using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapr;
using Dapr.Actors;
using Dapr.Client;
using OpenClaw.Testing;

namespace OpenClaw.Dapr.Tests.Actors;

public sealed class OneReplicaTests(OneReplica fixture) : IClassFixture<OneReplica>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly Ledger _ledger = fixture.Ledger;
    private readonly ActorReplica _replica = fixture.Replica;
    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task TypedAndUntypedCalls_ReachTheSameActorAndItsSavedState()
    {
        var typed = _replica.Counter(_id);
        var untyped = _replica.Proxies.Create(new ActorId(_id), "Counter");

        Assert.Equal(3, await typed.AddAsync(3, "x", TestContext.Current.CancellationToken));

        Assert.Equal(3, await untyped.InvokeMethodAsync<int>("ReadAsync", TestContext.Current.CancellationToken));
        using var state = await _replica.Client.GetAsync($"/v1.0/actors/Counter/{_id}/state/count");
        Assert.Equal("3", await state.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task FailedTurn_TellsTheTypeAndLeavesTheStateAsItWas()
    {
        var counter = _replica.Counter(_id);
        await counter.AddAsync(1, "x", TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => counter.FailAsync("no such zone"));

        var inner = Assert.IsType<ActorInvokeException>(failure.InnerException);
        Assert.Equal((typeof(InvalidTimeZoneException).FullName, "no such zone"), (inner.ActualExceptionType, inner.Message));
        Assert.Equal(1, await counter.ReadAsync());
    }

    [Fact]
    public async Task UntypedCallOfAMissingMethod_IsADaprApiException()
    {
        var untyped = _replica.Proxies.Create(new ActorId(_id), "Counter");

        var failure = await Assert.ThrowsAsync<DaprApiException>(() => untyped.InvokeMethodAsync("Nothing"));

        Assert.Equal("ERR_ACTOR_INVOKE_METHOD", failure.ErrorCode);
    }

    [Fact]
    public async Task TypeWithoutAHost_IsAnErrorAfterTheBuiltInRetries()
    {
        var nobody = _replica.Proxies.Create(new ActorId(_id), "Nobody");

        var failure = await Assert.ThrowsAsync<DaprApiException>(() => nobody.InvokeMethodAsync("x"));

        Assert.Equal("ERR_ACTOR_INVOKE_METHOD", failure.ErrorCode);
    }

    [Fact]
    public async Task Chain_ThatComesBackToItsActor_EntersAgainUpToTheLimit()
    {
        var other = Guid.NewGuid().ToString("N");

        Assert.Equal(3, await _replica.Counter(_id).ThroughAsync(other, 3));
        await Assert.ThrowsAsync<ActorMethodInvocationException>(() => _replica.Counter(_id).ThroughAsync(other, 9));
    }

    [Fact]
    public async Task IdleActor_LeavesMemoryAndComesBackWithItsState()
    {
        await _replica.Counter(_id).AddAsync(2, "x", TestContext.Current.CancellationToken);

        await Eventually.True(() => _ledger.Count(_id, "deactivated") == 1, Deadline, "the actor is deactivated");

        Assert.Equal(2, await _replica.Counter(_id).ReadAsync());
        Assert.Equal(2, _ledger.Count(_id, "activated"));
    }

    [Fact]
    public async Task Timer_TicksWithItsDataUntilItIsStopped()
    {
        var counter = _replica.Counter(_id);
        await counter.TickAsync(30);
        await Eventually.True(() => _ledger.Count(_id, "tick ping") >= 3, Deadline, "the timer ticks");

        await counter.StopTickingAsync();
        var ticks = _ledger.Count(_id, "tick ping");
        await counter.HoldAsync(200);

        Assert.Equal(ticks, _ledger.Count(_id, "tick ping"));
    }

    [Fact]
    public async Task Reminder_FiresAgainAndAgainUntilItIsRemoved()
    {
        var counter = _replica.Counter(_id);
        await counter.RemindAsync("wake", 100);
        await Eventually.True(() => _ledger.Count(_id, "reminder wake data") >= 3, Deadline, "the reminder fires", () => _replica.Output);

        await counter.ForgetAsync("wake");
        var fired = _ledger.Count(_id, "reminder wake data");
        await counter.HoldAsync(300);

        Assert.Equal(fired, _ledger.Count(_id, "reminder wake data"));
        using var gone = await _replica.Client.GetAsync($"/v1.0/actors/Counter/{_id}/reminders/wake");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task ReminderApi_AnswersAsDocumented()
    {
        var path = $"/v1.0/actors/Counter/{_id}/reminders/r";

        using var created = await _replica.Client.PutAsJsonAsync(path, new { dueTime = "1h", period = "R3/PT90S", data = new { a = 1 } });
        using var again = await _replica.Client.PutAsJsonAsync(path, new { dueTime = "1h", overwrite = false });
        using var read = await _replica.Client.GetAsync(path);
        using var bad = await _replica.Client.PutAsJsonAsync(path, new { dueTime = "P1D" });
        using var foreign = await _replica.Client.GetAsync($"/v1.0/actors/Unknown/{_id}/reminders/r");
        using var removed = await _replica.Client.DeleteAsync(path);

        Assert.Equal(HttpStatusCode.NoContent, created.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS"), (again.StatusCode, await CodeAsync(again)));
        Assert.Equal(
            $$"""{"actorID":"{{_id}}","actorType":"Counter","data":{"a":1},"dueTime":"1h","period":"@every 1m30s"}""",
            await read.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_ACTOR_REMINDER_CREATE"), (bad.StatusCode, await CodeAsync(bad)));
        Assert.Equal((HttpStatusCode.Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED"), (foreign.StatusCode, await CodeAsync(foreign)));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task StateApi_AnswersAsDocumented()
    {
        var path = $"/v1.0/actors/Counter/{_id}/state";

        using var inactive = await _replica.Client.PutAsJsonAsync(path, Array.Empty<object>());
        using var absent = await _replica.Client.GetAsync($"{path}/nothing");
        await _replica.Counter(_id).ReadAsync();
        using var ttl = await _replica.Client.PutAsJsonAsync(
            path, new[] { new { operation = "upsert", request = new { key = "k", value = 1, metadata = new { ttlInSeconds = "5" } } } });
        using var name = await _replica.Client.GetAsync("/v1.0/actors/Counter/a%23b/state/k");

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_ACTOR_INSTANCE_MISSING"), (inactive.StatusCode, await CodeAsync(inactive)));
        Assert.Equal(HttpStatusCode.NoContent, absent.StatusCode);
        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_ACTOR_STATE_TRANSACTION_SAVE"), (ttl.StatusCode, await CodeAsync(ttl)));
        Assert.Equal((HttpStatusCode.BadRequest, "ERR_BAD_REQUEST"), (name.StatusCode, await CodeAsync(name)));
    }

    [Fact]
    public async Task Metadata_CountsTheActiveActors()
    {
        await _replica.Counter(_id).ReadAsync();

        using var client = new DaprClientBuilder().UseHttpEndpoint(_replica.Address).Build();
        var metadata = await client.GetMetadataAsync();

        var counters = Assert.Single(metadata.Actors);
        Assert.Equal("Counter", counters.Type);
        Assert.InRange(counters.Count, 1, int.MaxValue);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errorCode").GetString();
}
