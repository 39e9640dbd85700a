using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Actors;

/// <summary>HTTP reference 11: reminders and what happens to them when hosts come and go.</summary>
public sealed class ReminderTests(ActorHostFixture actors) : IClassFixture<ActorHostFixture>
{
    private static string Id() => Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Reminder_Due_CallsTheActorWithItsDataAndEmptyTimes()
    {
        var id = Id();
        actors.App.On("plain", id, "remind/once");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/once", """{"data":"note","dueTime":"50ms"}""")).IsEmptyAsync();

        var body = ActorApp.Body((await actors.App.WaitAsync("plain", id, "remind/once"))[0]);
        Assert.Equal(("note", "", ""), (body.GetProperty("data").GetString(), body.GetProperty("dueTime").GetString(), body.GetProperty("period").GetString()));
        await Eventually.AsyncTrue(
            async token => (int)(await actors.Host.Http.GetAsync($"/v1.0/actors/plain/{id}/reminders/once", token)).StatusCode == 404, TimeSpan.FromSeconds(10), "a reminder without period is gone afterwards");
    }

    [Fact]
    public async Task Reminder_WithPeriod_RepeatsAndCanBeReadAndDeleted()
    {
        var id = Id();
        actors.App.On("plain", id, "remind/often");

        await (await actors.Host.SendAsync(HttpMethod.Put, $"/v1.0/actors/plain/{id}/reminders/often", """{"data":{"n":1},"dueTime":"0s","period":"1s"}""")).IsEmptyAsync();
        await actors.App.WaitAsync("plain", id, "remind/often", 2);
        var read = await (await actors.Host.GetAsync($"/v1.0/actors/plain/{id}/reminders/often")).JsonAsync();
        await (await actors.Host.SendAsync(HttpMethod.Delete, $"/v1.0/actors/plain/{id}/reminders/often")).IsEmptyAsync();

        Assert.Equal((id, "plain", "@every 1s"), (read.GetProperty("actorID").GetString(), read.GetProperty("actorType").GetString(), read.GetProperty("period").GetString()));
        Assert.Equal(1, read.GetProperty("data").GetProperty("n").GetInt32());
        await (await actors.Host.GetAsync($"/v1.0/actors/plain/{id}/reminders/often")).IsErrorAsync(404, "ERR_ACTOR_REMINDER_NOT_FOUND");
        await (await actors.Host.SendAsync(HttpMethod.Delete, $"/v1.0/actors/plain/{id}/reminders/often")).IsEmptyAsync();
    }

    [Fact]
    public async Task Reminder_CancelledByTheApp_FiresNoMore()
    {
        var id = Id();
        actors.App.On("plain", id, "remind/enough", (context, _) =>
        {
            context.Response.Headers["X-DaprReminderCancel"] = "true";
            return Task.CompletedTask;
        });

        await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/enough", """{"dueTime":"0s","period":"1s"}""");
        await actors.App.WaitAsync("plain", id, "remind/enough");

        await Eventually.AsyncTrue(
            async token => (int)(await actors.Host.Http.GetAsync($"/v1.0/actors/plain/{id}/reminders/enough", token)).StatusCode == 404, TimeSpan.FromSeconds(10), "it is gone");
    }

    [Fact]
    public async Task Reminder_ThatExists_IsKeptWithoutOverwrite()
    {
        var id = Id();
        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/r", """{"dueTime":"1h"}""")).IsEmptyAsync();

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/r", """{"dueTime":"2h","overwrite":false}""")).IsErrorAsync(409, "ERR_ACTOR_REMINDER_ALREADY_EXISTS");
        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/r", """{"dueTime":"2h"}""")).IsEmptyAsync();
    }

    [Theory]
    [InlineData("""{"drop":{}}""", 1)]
    [InlineData("""{"constant":{"interval":"50ms","maxRetries":2}}""", 3)]
    public async Task Reminder_ThatFails_FollowsItsFailurePolicy(string policy, int attempts)
    {
        var id = Id();
        actors.App.On("plain", id, "remind/bad", 500);

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/bad", $$"""{"dueTime":"0s","failure_policy":{{policy}}}""")).IsEmptyAsync();
        await actors.App.WaitAsync("plain", id, "remind/bad", attempts);
        await Task.Delay(400);

        Assert.Equal(attempts, actors.App.Calls("plain", id, "remind/bad").Length);
    }

    [Fact]
    public async Task Reminder_WithTtl_EndsWithIt()
    {
        var id = Id();
        actors.App.On("plain", id, "remind/short");

        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{id}/reminders/short", """{"dueTime":"0s","period":"1s","ttl":"2500ms"}""")).IsEmptyAsync();

        await actors.App.WaitAsync("plain", id, "remind/short", 2);
        await Eventually.AsyncTrue(
            async token => (int)(await actors.Host.Http.GetAsync($"/v1.0/actors/plain/{id}/reminders/short", token)).StatusCode == 404, TimeSpan.FromSeconds(10), "it is gone after its time");
    }

    [Theory]
    [InlineData("""{"dueTime":"P1M"}""")]
    [InlineData("""{"period":"nonsense"}""")]
    public async Task Reminder_TimesThatAreNone_AreRefused(string body) =>
        await (await actors.Host.PostAsync($"/v1.0/actors/plain/{Id()}/reminders/odd", body)).IsErrorAsync(500, "ERR_ACTOR_REMINDER_CREATE");

    [Fact]
    public async Task Reminder_OfATypeThisAppDoesNotHost_Is403() =>
        await (await actors.Other.PostAsync("/v1.0/actors/plain/x/reminders/r", """{"dueTime":"1h"}""")).IsErrorAsync(403, "ERR_ACTOR_REMINDER_NON_HOSTED");
}
