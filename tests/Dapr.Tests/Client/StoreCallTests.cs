using Dapr;
using Dapr.Common.Exceptions;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class StoreCallTests : ClientTest
{
    [Fact]
    public async Task Secret_IsReadByItsEscapedName()
    {
        Server.Answers(200, """{"a/b":"v"}""");

        var secret = await Client.GetSecretAsync("secrets", "a/b");

        Assert.Equal("v", secret["a/b"]);
        Assert.Equal("/v1.0/secrets/secrets/a%2Fb", Server.Only.Target);
    }

    [Fact]
    public async Task Configuration_RepeatsKeysAndKeepsMissingItemsOut()
    {
        Server.Answers(200, """{"a":{"value":"1","version":"2"}}""");

        var found = await Client.GetConfiguration("configuration", ["a", "b c"]);

        Assert.Equal("1", Assert.Single(found.Items).Value.Value);
        Assert.Equal("/v1.0/configuration/configuration?key=a&key=b%20c", Server.Only.Target);
    }

    [Fact]
    public async Task ConfigurationChanges_AreFoundByAskingAgain()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Server.Answers(200, """{"a":{"value":"1","version":"1"}}""");
        var subscription = await Client.SubscribeConfiguration("configuration", ["a"], cancellationToken: deadline.Token);
        await using var changes = subscription.Source.GetAsyncEnumerator(deadline.Token);
        var next = changes.MoveNextAsync();
        while (Server.Requests.IsEmpty)
        {
            await Task.Yield();
        }

        Server.Answers(200, """{"a":{"value":"2","version":"2"}}""");

        Assert.True(await next);
        Assert.Equal("2", changes.Current["a"].Value);
    }

    [Fact]
    public async Task Lock_ThatIsHeldElsewhere_IsNotASuccessAndIsNotReleased()
    {
        Server.Answers(200, """{"success":false}""");

        await using (var taken = await Client.Lock("lock", "thing", "me", 5))
        {
            Assert.False(taken.Success);
        }

        Assert.Equal("""{"resourceId":"thing","lockOwner":"me","expiryInSeconds":5}""", Server.Only.Body);
    }

    [Fact]
    public async Task Lock_ThatWasObtained_IsReleasedByDispose()
    {
        Server.Answers(200, """{"success":true,"status":0}""");

        await (await Client.Lock("lock", "thing", "me", 5)).DisposeAsync();

        Assert.Equal(["/v1.0-alpha1/lock/lock", "/v1.0-alpha1/unlock/lock"], Server.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task Lock_WithoutExpiry_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client.Lock("lock", "thing", "me", 0));

    [Fact]
    public async Task Metadata_ReadsWhatTheSidecarSays()
    {
        Server.Answers(200, """{"id":"briefing","actors":[{"type":"BriefingActor","count":2}],"components":[{"name":"statestore","type":"state.postgresql","version":"v2","capabilities":["ETAG"]}],"extended":{"x":"y"}}""");

        var metadata = await Client.GetMetadataAsync();

        Assert.Equal("briefing", metadata.Id);
        Assert.Equal(("BriefingActor", 2), (metadata.Actors[0].Type, metadata.Actors[0].Count));
        Assert.Equal("ETAG", metadata.Components[0].Capabilities[0]);
        Assert.Equal("y", metadata.Extended["x"]);
    }

    [Fact]
    public async Task Health_IsFalseWhenNobodyAnswers()
    {
        Assert.True(await Client.CheckHealthAsync());
        await Server.DisposeAsync();

        Assert.False(await Client.CheckHealthAsync());
        Assert.False(await Client.CheckOutboundHealthAsync());
    }

    [Fact]
    public async Task WaitForSidecar_AsksUntilItIsThere()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Server.Answer = context =>
        {
            context.Response.StatusCode = Server.Requests.Count < 2 ? 500 : 204;
            return Task.CompletedTask;
        };

        await Client.WaitForSidecarAsync(deadline.Token);

        Assert.All(Server.Requests, request => Assert.Equal("/v1.0/healthz/outbound", request.Target));
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task Failure_WithRichDetails_CanBeAskedForThem()
    {
        Server.Answers(404, """
            {"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"no","details":[
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"DAPR_PUBSUB_NOT_FOUND","domain":"dapr.io","metadata":{"a":"b"}},
              {"@type":"type.googleapis.com/google.rpc.ResourceInfo","resource_type":"pubsub","resource_name":"x"}]}
            """);

        var failure = await Assert.ThrowsAsync<DaprException>(() => Client.PublishEventAsync("x", "t", 1));

        Assert.True(failure.TryGetExtendedErrorInfo(out var info));
        Assert.Equal("DAPR_PUBSUB_NOT_FOUND", Assert.IsType<DaprErrorInfoDetail>(info.Details[0]).Reason);
        Assert.Equal("x", Assert.IsType<DaprResourceInfoDetail>(info.Details[1]).ResourceName);
    }
}
