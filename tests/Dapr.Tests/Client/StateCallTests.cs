using System.Text;
using Dapr;
using Dapr.Client;

namespace OpenClaw.Dapr.Tests.Client;

public sealed class StateCallTests : ClientTest
{
    [Fact]
    public async Task Get_WithConsistencyAndMetadata_AsksForTheEscapedKeyAndReadsValueAndVersion()
    {
        Server.Answers(200, """{"name":"a","size":3}""", ("ETag", "7"));

        var (value, etag) = await Client.GetStateAndETagAsync<Widget>(
            "statestore", "a key/é", ConsistencyMode.Strong, new Dictionary<string, string> { ["partitionKey"] = "p 1" });

        Assert.Equal(new Widget("a", 3), value);
        Assert.Equal("7", etag);
        Assert.Equal("/v1.0/state/statestore/a%20key%2F%C3%A9?consistency=strong&metadata.partitionKey=p%201", Server.Only.Target);
        Assert.Equal("secret", Server.Only.Header("dapr-api-token"));
        Assert.Equal("dapr-sdk-dotnet/v1.18.5", Server.Only.Header("User-Agent"));
    }

    [Fact]
    public async Task Get_WhenAbsent_IsDefaultWithAnEmptyVersion()
    {
        var (value, etag) = await Client.GetStateAndETagAsync<Widget>("statestore", "k");

        Assert.Null(value);
        Assert.Equal(string.Empty, etag);
    }

    [Fact]
    public async Task Get_WhenTheValueHasAnotherForm_IsADaprException()
    {
        Server.Answers(200, "[1,2");

        await Assert.ThrowsAsync<DaprException>(() => Client.GetStateAsync<Widget>("statestore", "k"));
    }

    [Fact]
    public async Task Save_SendsOneItemWithALength()
    {
        await Client.SaveStateAsync(
            "statestore", "k", new Widget("a", 1), new StateOptions { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Eventual },
            new Dictionary<string, string> { ["ttlInSeconds"] = "60" });

        Assert.Equal("POST /v1.0/state/statestore", $"{Server.Only.Method} {Server.Only.Target}");
        Assert.Equal(
            """[{"key":"k","value":{"name":"a","size":1},"metadata":{"ttlInSeconds":"60"},"options":{"concurrency":"first-write","consistency":"eventual"}}]""",
            Server.Only.Body);
        Assert.Equal(Encoding.UTF8.GetByteCount(Server.Only.Body).ToString(System.Globalization.CultureInfo.InvariantCulture), Server.Only.Header("Content-Length"));
    }

    [Theory]
    [InlineData(204, true)]
    [InlineData(409, false)]
    public async Task TrySave_TellsByTheStatusWhetherTheVersionWasCurrent(int status, bool expected)
    {
        Server.Answers(status, status == 204 ? "" : """{"errorCode":"ERR_STATE_SAVE","message":"mismatch"}""");

        var saved = await Client.TrySaveStateAsync("statestore", "k", 5, "v1");

        Assert.Equal(expected, saved);
        Assert.Equal("""[{"key":"k","value":5,"etag":"v1"}]""", Server.Only.Body);
    }

    [Fact]
    public async Task TryDelete_SendsTheVersionAsIfMatch()
    {
        Server.Answers(409, """{"errorCode":"ERR_STATE_DELETE","message":"mismatch"}""");

        var deleted = await Client.TryDeleteStateAsync("statestore", "k", "not quoted");

        Assert.False(deleted);
        Assert.Equal("not quoted", Server.Only.Header("If-Match"));
    }

    [Fact]
    public async Task Save_WhenTheStoreFails_CarriesTheSidecarsReason()
    {
        Server.Answers(500, """{"errorCode":"ERR_STATE_SAVE","message":"disk is full"}""");

        var failure = await Assert.ThrowsAsync<DaprException>(() => Client.SaveStateAsync("statestore", "k", 5));

        Assert.Contains("ERR_STATE_SAVE: disk is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BulkGet_KeepsTextAndTypedValues()
    {
        Server.Answers(200, """[{"key":"a","data":{"name":"x","size":1},"etag":"1"},{"key":"b"}]""");

        var typed = await Client.GetBulkStateAsync<Widget>("statestore", ["a", "b"], 2);
        var text = await Client.GetBulkStateAsync("statestore", ["a", "b"], null);

        Assert.Equal(new Widget("x", 1), typed[0].Value);
        Assert.Null(typed[1].Value);
        Assert.Equal("""{"name":"x","size":1}""", text[0].Value);
        Assert.Equal(string.Empty, text[1].Value);
        Assert.Equal("""{"keys":["a","b"],"parallelism":2}""", Server.Requests.First().Body);
    }

    [Fact]
    public async Task Transaction_EmbedsTheBytesAsJson()
    {
        await Client.ExecuteStateTransactionAsync(
            "statestore",
            [
                new StateTransactionRequest("a", "{\"n\":1}"u8.ToArray(), StateOperationType.Upsert, etag: "1"),
                new StateTransactionRequest("b", null, StateOperationType.Delete),
            ]);

        Assert.Equal(
            """{"operations":[{"operation":"upsert","request":{"key":"a","value":{"n":1},"etag":"1"}},{"operation":"delete","request":{"key":"b"}}]}""",
            Server.Only.Body);
    }

    [Fact]
    public async Task SaveBytes_ThatAreNotJson_AreRefusedBeforeAnythingIsSent()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Client.SaveByteStateAsync("statestore", "k", new byte[] { 1, 2, 3 }));

        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Cancellation_PassesThroughUnwrapped()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.GetStateAsync<int>("statestore", "k", cancellationToken: cancelled.Token));
    }

    [Fact]
    public async Task Entry_TrySave_UsesTheVersionItWasReadWith()
    {
        Server.Answers(200, "1", ("ETag", "v9"));
        var entry = await Client.GetStateEntryAsync<int>("statestore", "k");
        entry.Value = 2;
        Server.Answers(409, "{}");

        Assert.False(await entry.TrySaveAsync());
        Assert.Contains("\"etag\":\"v9\"", Server.Requests.Last().Body, StringComparison.Ordinal);
    }
}
