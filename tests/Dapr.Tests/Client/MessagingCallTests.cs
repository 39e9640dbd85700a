using Dapr;
using Dapr.Client;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class MessagingCallTests : ClientTest
{
    [Fact]
    public async Task Publish_SendsJsonWithMetadataInTheQuery()
    {
        await Client.PublishEventAsync("pubsub", "a/topic", new Widget("a", 1), new Dictionary<string, string> { ["ttlInSeconds"] = "5" });

        Assert.Equal("POST /v1.0/publish/pubsub/a/topic?metadata.ttlInSeconds=5", $"{Server.Only.Method} {Server.Only.Target}");
        Assert.Equal("application/json", Server.Only.Header("Content-Type"));
        Assert.Equal("""{"name":"a","size":1}""", Server.Only.Body);
    }

    [Fact]
    public async Task Publish_OfACloudEvent_SaysSo()
    {
        await Client.PublishEventAsync("pubsub", "topic", new CloudEvent<int>(4) { Type = "t", Source = new Uri("urn:x") });

        Assert.Equal("application/cloudevents+json", Server.Only.Header("Content-Type"));
        Assert.Contains("\"data\":4", Server.Only.Body, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"t\"", Server.Only.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishBytes_KeepBytesAndContentType()
    {
        await Client.PublishByteEventAsync("pubsub", "topic", "hello"u8.ToArray(), "application/cloudevents+json; charset=utf-8");

        Assert.Equal("application/cloudevents+json; charset=utf-8", Server.Only.Header("Content-Type"));
        Assert.Equal("hello", Server.Only.Body);
    }

    [Fact]
    public async Task Publish_WhenTheSidecarIsGone_IsADaprException()
    {
        await Server.DisposeAsync();

        await Assert.ThrowsAsync<DaprException>(() => Client.PublishEventAsync("pubsub", "topic", 1));
    }

    [Fact]
    public async Task BulkPublish_WithAPartialFailure_NamesTheEntriesThatFailed()
    {
        Server.Answers(500, """{"failedEntries":[{"entryId":"1","error":"too big"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""");

        var result = await Client.BulkPublishEventAsync<string>("pubsub", "topic", ["a", "b"]);

        var failed = Assert.Single(result.FailedEntries);
        Assert.Equal(("b", "too big"), (failed.Entry.EventData, failed.ErrorMessage));
        Assert.Equal(
            """[{"entryId":"0","contentType":"application/json","event":"a"},{"entryId":"1","contentType":"application/json","event":"b"}]""",
            Server.Only.Body);
    }

    [Fact]
    public async Task BulkPublish_WithAnotherFailure_Throws()
    {
        Server.Answers(404, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"no"}""");

        await Assert.ThrowsAsync<DaprException>(() => Client.BulkPublishEventAsync<int>("pubsub", "topic", [1]));
    }

    [Fact]
    public async Task Binding_SendsOperationDataAndMetadataAndReturnsBodyAndMetadata()
    {
        Server.Answers(200, """{"ok":true}""", ("metadata.statusCode", "201"));
        var request = new BindingRequest("chat-webhook", "post") { Data = "plain text"u8.ToArray() };
        request.Metadata["path"] = "/x";

        var response = await Client.InvokeBindingAsync(request);

        Assert.Equal("""{"operation":"post","data":"plain text","metadata":{"path":"/x"}}""", Server.Only.Body);
        Assert.Equal("/v1.0/bindings/chat-webhook", Server.Only.Target);
        Assert.Equal("""{"ok":true}""", System.Text.Encoding.UTF8.GetString(response.Data.Span));
        Assert.Equal("201", response.Metadata["statusCode"]);
    }
}
