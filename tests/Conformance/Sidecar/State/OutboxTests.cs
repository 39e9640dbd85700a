using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.State;

/// <summary>The transactional outbox of components 1.3: a transaction also publishes each value it upserts.</summary>
public sealed class OutboxTests(Servers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task Transaction_PublishesEachUpsert_AndLeavesNoMarker(string kind)
    {
        var topic = "o-" + StateCalls.NewKey();
        await using var app = (await TestApp.StartAsync()).On("/events", 200);
        await using var sidecar = await StartAsync(kind, topic, app);

        await (await sidecar.TransactAsync("store", StateCalls.Upsert("one", """{"n":1}""", "\"contentType\":\"application/json\"") + "," + StateCalls.Upsert("two", "\"text\""))).IsEmptyAsync();
        var calls = await app.WaitForAsync("/events", 2, deadline: Patience);

        var events = calls.Select(call => JsonDocument.Parse(call.Body).RootElement).ToArray();
        Assert.Contains(events, one => one.GetProperty("data").ValueKind == JsonValueKind.Object && one.GetProperty("data").GetProperty("n").GetInt32() == 1
            && one.GetProperty("datacontenttype").GetString() == "application/json");
        Assert.Contains(events, one => one.GetProperty("data").ValueKind == JsonValueKind.String && one.GetProperty("data").GetString() == "text");
        Assert.All(events, one =>
        {
            Assert.Equal(topic, one.GetProperty("topic").GetString());
            Assert.Equal("pubsub", one.GetProperty("pubsubname").GetString());
            Assert.Equal(sidecar.AppId, one.GetProperty("source").GetString());
            Assert.StartsWith("outbox-", one.GetProperty("id").GetString());
        });
        Assert.Equal("""{"n":1}""", await sidecar.ValueAsync("store", "one"));
        await Eventually.AsyncTrue(async _ => await MarkersAsync(kind, events) == 0, Patience, "the markers are gone");
    }

    [Fact]
    public async Task Projection_IsPublishedInsteadOfTheValue_AndNotStored()
    {
        var topic = "o-" + StateCalls.NewKey();
        await using var app = (await TestApp.StartAsync()).On("/events", 200);
        await using var sidecar = await StartAsync("redis", topic, app);

        await (await sidecar.TransactAsync("store", StateCalls.Upsert("k", """{"whole":1}""", "\"contentType\":\"application/json\"") + ","
            + StateCalls.Upsert("k", """{"public":2}""", "\"contentType\":\"application/json\",\"metadata\":{\"outbox.projection\":\"true\"}"))).IsEmptyAsync();
        var calls = await app.WaitForAsync("/events", 1, deadline: Patience);

        Assert.Equal(2, JsonDocument.Parse(calls.Single().Body).RootElement.GetProperty("data").GetProperty("public").GetInt32());
        Assert.Equal("""{"whole":1}""", await sidecar.ValueAsync("store", "k"));
    }

    [Fact]
    public async Task MetadataOfTheUpsert_OverridesTheEnvelope_ExceptIdAndData()
    {
        var topic = "o-" + StateCalls.NewKey();
        await using var app = (await TestApp.StartAsync()).On("/events", 200);
        await using var sidecar = await StartAsync("redis", topic, app);

        await (await sidecar.TransactAsync("store", StateCalls.Upsert("k", "\"v\"", "\"metadata\":{\"type\":\"order.made\",\"id\":\"mine\",\"data\":\"other\"}"))).IsEmptyAsync();
        var body = JsonDocument.Parse((await app.WaitForAsync("/events", 1, deadline: Patience)).Single().Body).RootElement;

        Assert.Equal("order.made", body.GetProperty("type").GetString());
        Assert.Equal("v", body.GetProperty("data").GetString());
        Assert.NotEqual("mine", body.GetProperty("id").GetString());
    }

    [Fact]
    public async Task FailedTransaction_PublishesNothing_WhenItsEventIsDiscarded()
    {
        var topic = "o-" + StateCalls.NewKey();
        await using var app = (await TestApp.StartAsync()).On("/events", 200);
        await using var sidecar = await StartAsync("postgres", topic, app, ("outboxDiscardWhenMissingState", "true"));
        var stale = Guid.NewGuid();

        await (await sidecar.TransactAsync("store", StateCalls.Upsert("k", "1", $"\"etag\":\"{stale}\""))).IsErrorAsync(500, "ERR_STATE_TRANSACTION");
        await (await sidecar.TransactAsync("store", StateCalls.Upsert("other", "\"second\""))).IsEmptyAsync();
        await app.WaitForAsync("/events", 1, deadline: Patience);

        Assert.All(app.Of("POST", "/events"), call => Assert.Equal("second", JsonDocument.Parse(call.Body).RootElement.GetProperty("data").GetString()));
    }

    [Fact]
    public async Task OutboxThatIsAddedWhileTheSidecarRuns_Publishes()
    {
        var topic = "o-" + StateCalls.NewKey();
        await using var app = (await TestApp.StartAsync()).On("/events", 200);
        await using var sidecar = await SidecarProcess.StartAsync(await ResourcesAsync("redis", topic, outbox: false), app);

        sidecar.WriteResources(await ResourcesAsync("redis", topic, outbox: true));

        await Eventually.AsyncTrue(
            async _ =>
            {
                await sidecar.TransactAsync("store", StateCalls.Upsert("k", "\"v\""));
                return app.Of("POST", "/events").Length > 0;
            },
            TimeSpan.FromSeconds(40), "a transaction is published");
    }

    [Fact]
    public async Task OutboxWithoutItsPubSub_FailsTheTransaction_WithErrPublishOutbox()
    {
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Component("store", "state.in-memory", ("outboxPublishPubsub", "nowhere"), ("outboxPublishTopic", "t")));

        await (await sidecar.TransactAsync("store", StateCalls.Upsert("k", "1"))).IsErrorAsync(500, "ERR_PUBLISH_OUTBOX", "DAPR_PUBSUB_OUTBOX");

        Assert.Null(await sidecar.ValueAsync("store", "k"));
    }

    private async Task<SidecarProcess> StartAsync(string kind, string topic, TestApp app, params (string, string)[] more) =>
        await SidecarProcess.StartAsync(await ResourcesAsync(kind, topic, outbox: true, more), app);

    private async Task<string> ResourcesAsync(string kind, string topic, bool outbox, params (string, string)[] more)
    {
        (string, string)[] settings = outbox ? [("outboxPublishPubsub", "pubsub"), ("outboxPublishTopic", topic), .. more] : more;
        var store = kind == "redis"
            ? Yaml.Component("store", "state.redis", [("redisHost", await servers.RedisHostAsync()), .. settings])
            : Yaml.Component("store", "state.postgresql", "v2", "", [("connectionString", await servers.PostgresConnectionAsync()), ("tablePrefix", "outbox_"), .. settings]);
        var pubsub = Yaml.Component("pubsub", "pubsub.rabbitmq", ("connectionString", (await servers.RabbitMqAsync()).ConnectionString), ("durable", "false"), ("publisherConfirm", "true"));
        return Yaml.Join(store, pubsub, Yaml.Subscription(topic, "/events"));
    }

    private async Task<int> MarkersAsync(string kind, JsonElement[] events)
    {
        using var redis = await servers.RawRedisAsync();
        var left = 0;
        foreach (var id in events.Select(one => one.GetProperty("id").GetString()!))
        {
            var there = kind == "redis" ? await redis.TextAsync("EXISTS", id) == "1"
                : (long)(await servers.ScalarAsync("SELECT count(*) FROM outbox_state WHERE key = $1", id))! > 0;
            left += there ? 1 : 0;
        }
        return left;
    }
}
