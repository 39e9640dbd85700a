using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 2.2, publish rows, and topic permissions.</summary>
public sealed class PublishErrorTests(ScopedSidecar shared) : IClassFixture<ScopedSidecar>
{
    [Theory]
    [InlineData("/v1.0/publish/nope/t", 404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/", 404, "ERR_PUBSUB_EMPTY", "DAPR_PUBSUB_NAME_EMPTY")]
    [InlineData("/v1.0/publish/pubsub", 404, "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish/pubsub/", 404, "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish/pubsub/t?metadata.rawPayload=maybe", 400, "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION")]
    [InlineData("/v1.0/publish/allowed/c", 403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN")]
    [InlineData("/v1.0/publish/bulk/nope/t", 404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/bulk/pubsub", 404, "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish/bulk/allowed/c", 403, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN")]
    public async Task Publish_Refused_HasTheDocumentedError(string path, int status, string code, string reason) =>
        await (await shared.Sidecar.PostAsync(path, "[]")).IsErrorAsync(status, code, reason);

    [Theory]
    [InlineData("allowed", "a", 204)]
    [InlineData("allowed", "b", 204)]
    [InlineData("allowed", "c", 403)]
    [InlineData("protected", "p", 403)]
    [InlineData("protected", "free", 204)]
    [InlineData("granted", "g", 204)]
    [InlineData("granted", "x", 204)]
    [InlineData("granted", "p", 403)]
    [InlineData("granted", "free", 403)]
    [InlineData("nothing", "x", 403)]
    [InlineData("both", "a", 204)]
    [InlineData("both", "b", 403)]
    public async Task Topic_IsAllowed_AsTheScopesSay(string component, string topic, int status) =>
        Assert.Equal(status, (int)(await shared.Sidecar.PostAsync($"/v1.0/publish/{component}/{topic}", "1")).StatusCode);

    [Theory]
    [InlineData("t")]
    [InlineData("True")]
    [InlineData("0")]
    [InlineData("F")]
    public async Task RawPayload_TakesGosWordsForTruth(string word) =>
        await (await shared.Sidecar.PostAsync($"/v1.0/publish/pubsub/t?metadata.rawPayload={word}", "1")).IsEmptyAsync();

    [Theory]
    [InlineData("{", "DAPR_PUBSUB_UNMARSHAL_EVENTS")]
    [InlineData("{}", "DAPR_PUBSUB_UNMARSHAL_EVENTS")]
    [InlineData("[1]", "DAPR_PUBSUB_UNMARSHAL_EVENTS")]
    [InlineData("""[{"event":1,"contentType":"application/json"}]""", "DAPR_PUBSUB_MARSHAL_EVENTS")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]""", "DAPR_PUBSUB_MARSHAL_EVENTS")]
    [InlineData("""[{"entryId":"1","event":{"a":1},"contentType":"text/plain"}]""", "DAPR_PUBSUB_MARSHAL_ENVELOPE")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/xml"}]""", "DAPR_PUBSUB_MARSHAL_ENVELOPE")]
    [InlineData("""[{"entryId":"1","event":"no base64!","contentType":"application/octet-stream"}]""", "DAPR_PUBSUB_MARSHAL_ENVELOPE")]
    [InlineData("""[{"entryId":"1","event":"x","contentType":"image/png"}]""", "DAPR_PUBSUB_MARSHAL_ENVELOPE")]
    public async Task BulkPublish_WithABadBody_HasTheDocumentedError(string body, string reason) =>
        await (await shared.Sidecar.PostAsync("/v1.0/publish/bulk/pubsub/t", body)).IsErrorAsync(400, "ERR_PUBSUB_EVENTS_SER", reason);

    [Fact]
    public async Task Publish_WithNoComponentLoaded_Is404()
    {
        await using var sidecar = await SidecarProcess.StartAsync("");

        await (await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1")).IsErrorAsync(404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND");
    }

    [Fact]
    public async Task Publish_ToABrokerThatIsGone_Is500_AndTheSidecarLivesOn()
    {
        Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
        await using var redis = await RedisServer.StartAsync();
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("pubsub", Brokers.Redis, ("redisHost", $"127.0.0.1:{redis.Port}")));

        await redis.KillAsync();
        await (await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1")).IsErrorAsync(500, "ERR_PUBSUB_PUBLISH_MESSAGE", "DAPR_PUBSUB_PUBLISH_MESSAGE");
        var bulk = await (await sidecar.PostAsync("/v1.0/publish/bulk/pubsub/t", """[{"entryId":"a","event":1,"contentType":"application/json"}]""")).JsonAsync();
        await redis.RestartAsync();

        Assert.Equal(("ERR_PUBSUB_PUBLISH_MESSAGE", "a"), (bulk.GetProperty("errorCode").GetString(), bulk.GetProperty("failedEntries")[0].GetProperty("entryId").GetString()));
        await Eventually.AsyncTrue(async _ => (int)(await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1")).StatusCode == 204, TimeSpan.FromSeconds(10), "publishing works again");
    }
}
