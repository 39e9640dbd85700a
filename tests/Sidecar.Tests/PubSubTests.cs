using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.Tests;

/// <summary>Publish and subscribe over a real RabbitMQ.</summary>
public sealed class PubSubTests(Servers servers)
{
    private readonly string _topic = "t-" + Guid.NewGuid().ToString("N")[..8];

    private async Task<string> PubSubAsync(string requeue = "true") => Component(await servers.RabbitMqAsync(), requeue);

    private static string Component(RabbitMqServer server, string requeue = "true") => Yaml.Component("pubsub", "pubsub.rabbitmq", "v1", "",
        ("connectionString", server.ConnectionString), ("deletedWhenUnused", "false"), ("deliveryMode", "2"),
        ("publisherConfirm", "true"), ("requeueInFailure", requeue), ("reconnectWaitSeconds", "1"), ("prefetchCount", "50"));

    [Fact]
    public async Task Publish_PlainJson_ArrivesInADocumentedEnvelope()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in")), "orders", app);

        var answer = await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}?metadata.cloudevent.id=own", """{"n":1}""");
        await app.WaitForAsync("/in", 1);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var call = app.Of("/in").Single();
        Assert.Equal("application/cloudevents+json", call.Headers["Content-Type"]);
        Assert.Equal("pubsub", call.Headers["pubsubName"]);
        using var json = JsonDocument.Parse(call.Body);
        var root = json.RootElement;
        Assert.Equal("own", root.GetProperty("id").GetString());
        Assert.Equal("orders", root.GetProperty("source").GetString());
        Assert.Equal("com.dapr.event.sent", root.GetProperty("type").GetString());
        Assert.Equal(_topic, root.GetProperty("topic").GetString());
        Assert.Equal(1, root.GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal(root.GetProperty("traceparent").GetString()!.Split('-')[1], call.Headers["traceparent"].Split('-')[1]);
    }

    [Fact]
    public async Task Publish_ACloudEvent_KeepsItAndFillsWhatIsMissing()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in")), "orders", app);

        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", """{"id":"e1","source":"me","type":"openclaw.x","topic":"wrong","data":{"a":"ä<"}}""", "application/cloudevents+json");
        var broken = await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "{", "application/cloudevents+json");
        await app.WaitForAsync("/in", 1);

        Assert.Contains("ERR_PUBSUB_CLOUD_EVENTS_SER", await broken.Content.ReadAsStringAsync());
        using var json = JsonDocument.Parse(app.Of("/in").Single().Body);
        Assert.Equal(("e1", "me", "openclaw.x", _topic, "1.0"), (Text("id"), Text("source"), Text("type"), Text("topic"), Text("specversion")));
        Assert.Equal("ä<", json.RootElement.GetProperty("data").GetProperty("a").GetString());
        string Text(string name) => json.RootElement.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Subscribe_DeclaresExchangeAndQueueUnderTheDocumentedNames()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await TestSidecar.StartAsync(
            Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in", extra: "  metadata:\n    queueType: quorum\n")), "orders", app);

        await using var connection = await new ConnectionFactory { Uri = new Uri((await servers.RabbitMqAsync()).ConnectionString) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclarePassiveAsync(_topic);
        var queue = await channel.QueueDeclarePassiveAsync($"orders-{_topic}");

        Assert.Equal(1u, queue.ConsumerCount);
    }

    [Fact]
    public async Task Publish_WhileTheAppIsAway_WaitsInTheQueueFromTheSidecarsStartOn()
    {
        var port = FreePorts.Next();
        var yaml = Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in"));
        await using var sidecar = await TestSidecar.StartAsync(yaml, "orders", configure: options => options with { AppPort = port }, waitForApp: false);
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/healthz/outbound", token)).IsSuccessStatusCode, TimeSpan.FromSeconds(5), "outbound ready");

        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "1");
        await using var app = (await TestApp.StartAsync(port)).On("/in", 200);

        await app.WaitForAsync("/in", 1);
    }

    [Theory]
    [InlineData(200, "{\"status\":\"DROP\"}")]
    [InlineData(404, "")]
    [InlineData(200, "{\"status\":\"RETRY\"}")]
    [InlineData(500, "")]
    public async Task Delivery_ThatIsNotTaken_GoesToTheDeadLetterTopicAfterItsRetries(int status, string body)
    {
        var dead = _topic + ".dead";
        await using var app = (await TestApp.StartAsync()).On("/in", status, body).On("/dead", 200);
        await using var sidecar = await TestSidecar.StartAsync(
            Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in", deadLetter: dead), Yaml.Subscription(dead, "/dead"), Yaml.Retry("pubsub", 2)), "orders", app);

        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "\"x\"");
        await app.WaitForAsync("/dead", 1);

        Assert.Equal(status == 404 || body.Contains("DROP", StringComparison.Ordinal) ? 1 : 3, app.Of("/in").Length);
        Assert.Contains($"\"topic\":\"{_topic}\"", app.Of("/dead").Single().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_WithRoutingRules_GoesToTheFirstHit()
    {
        var rules = $"apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: s\nspec:\n  pubsubname: pubsub\n  topic: {_topic}\n  routes:\n    default: /other\n    rules:\n"
            + "      - match: event.type == 'a' && event.data.n >= 2\n        path: /big\n      - match: has(event.data.flag) && event.data.flag\n        path: /flag\n";
        await using var app = (await TestApp.StartAsync()).On("/big", 200).On("/flag", 200).On("/other", 200);
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), rules), "orders", app);

        foreach (var data in (string[])["""{"type":"a","data":{"n":2}}""", """{"type":"b","data":{"flag":true}}""", """{"type":"b","data":{}}"""])
        {
            await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", data, "application/cloudevents+json");
        }

        await app.WaitForAsync("/big", 1);
        await app.WaitForAsync("/flag", 1);
        await app.WaitForAsync("/other", 1);
    }

    [Fact]
    public async Task Subscribe_Programmatically_ReplacesTheDeclaredRoute()
    {
        await using var app = (await TestApp.StartAsync()).On("/mine", 200)
            .On("/dapr/subscribe", 200, $$"""[{"pubsubName":"pubsub","topic":"{{_topic}}","route":"/mine"}]""");
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/declared")), "orders", app);

        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "1");

        await app.WaitForAsync("/mine", 1);
        Assert.Equal("orders", app.Of("/dapr/subscribe").First().Headers["Dapr-App-Id"]);
    }

    [Fact]
    public async Task BulkPublish_WithGoodAndBadEntries_AnswersAsDocumented()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in")), "orders", app);

        var good = await sidecar.PostAsync($"/v1.0/publish/bulk/pubsub/{_topic}",
            """[{"entryId":"1","event":{"a":1},"contentType":"application/json"},{"entryId":"2","event":"t","contentType":"text/plain"}]""");
        var twice = await sidecar.PostAsync($"/v1.0/publish/bulk/pubsub/{_topic}",
            """[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]""");

        Assert.Equal(HttpStatusCode.NoContent, good.StatusCode);
        Assert.Contains("DAPR_PUBSUB_MARSHAL_EVENTS", await twice.Content.ReadAsStringAsync());
        await app.WaitForAsync("/in", 2);
    }

    [Theory]
    [InlineData("/v1.0/publish/nope/t", HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/pubsub", HttpStatusCode.NotFound, "ERR_TOPIC_NAME_EMPTY")]
    [InlineData("/v1.0/publish/pubsub/secret", HttpStatusCode.Forbidden, "ERR_PUBSUB_FORBIDDEN")]
    [InlineData("/v1.0/publish/pubsub/open?metadata.rawPayload=maybe", HttpStatusCode.BadRequest, "ERR_PUBSUB_REQUEST_METADATA")]
    public async Task Publish_Refused_GetsTheDocumentedError(string path, HttpStatusCode status, string code)
    {
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Component("pubsub", "pubsub.in-memory", "v1", "", ("protectedTopics", "secret")));

        var answer = await sidecar.PostAsync(path, "1");

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Broadcast_ReachesEveryReplica()
    {
        var yaml = Yaml.Join(
            Yaml.Component("pubsub", "pubsub.rabbitmq", "v1", "", ("connectionString", (await servers.RabbitMqAsync()).ConnectionString), ("consumerID", "{uuid}"), ("durable", "false"), ("publisherConfirm", "true")),
            Yaml.Subscription(_topic, "/in"));
        await using var firstApp = (await TestApp.StartAsync()).On("/in", 200);
        await using var secondApp = (await TestApp.StartAsync()).On("/in", 200);
        await using var first = await TestSidecar.StartAsync(yaml, "orders", firstApp);
        await using var second = await TestSidecar.StartAsync(yaml, "orders", secondApp);

        await first.PostAsync($"/v1.0/publish/pubsub/{_topic}", "1");

        await firstApp.WaitForAsync("/in", 1);
        await secondApp.WaitForAsync("/in", 1);
    }

    [Fact]
    public async Task BrokerKilledWhileEventsFlow_NothingAcknowledgedIsLost_AndBothSidesRecoverWithinFiveSeconds()
    {
        Assert.SkipWhen(ServerPrograms.RabbitMqMissingReason is not null, ServerPrograms.RabbitMqMissingReason ?? "");
        await using var broker = await RabbitMqServer.StartAsync();
        var received = new ConcurrentDictionary<int, int>();
        await using var app = (await TestApp.StartAsync()).On("/in", (_, call) =>
        {
            using var json = JsonDocument.Parse(call.Body);
            received.AddOrUpdate(json.RootElement.GetProperty("data").GetInt32(), 1, (_, times) => times + 1);
            return Task.CompletedTask;
        });
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(Component(broker), Yaml.Subscription(_topic, "/in")), "orders", app);
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<int>();
        var refused = 0;
        var publishing = Parallel.ForEachAsync(Enumerable.Range(0, 1_000_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop.Token }, async (number, token) =>
        {
            var answer = await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", number.ToString(CultureInfo.InvariantCulture));
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                acknowledged.Add(number);
            }
            else
            {
                Interlocked.Increment(ref refused);
            }
        });
        await Eventually.True(() => acknowledged.Count > 300, TimeSpan.FromSeconds(20), "events flow");

        await broker.KillAsync();
        await broker.RestartAsync();
        var before = acknowledged.Count;
        await Eventually.True(() => acknowledged.Count > before + 100, TimeSpan.FromSeconds(5), "publishing recovers", () => $"{acknowledged.Count - before} more, {refused} refused");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);

        await Eventually.True(() => acknowledged.All(received.ContainsKey), TimeSpan.FromSeconds(10), "every acknowledged event arrives",
            () => $"{acknowledged.Count(number => !received.ContainsKey(number))} of {acknowledged.Count} are missing");
    }

    [Fact]
    public async Task AppUnhealthy_StopsDelivery_AndItsEventsArriveWhenItIsBack()
    {
        var healthy = true;
        await using var app = (await TestApp.StartAsync()).On("/in", 200).On("/alive", (context, _) =>
        {
            context.Response.StatusCode = Volatile.Read(ref healthy) ? 200 : 503;
            return Task.CompletedTask;
        });
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(await PubSubAsync(), Yaml.Subscription(_topic, "/in")), "orders", app, options => options with
        {
            AppHealthCheck = true,
            AppHealthPath = "/alive",
            AppHealthInterval = TimeSpan.FromMilliseconds(100),
        });
        Volatile.Write(ref healthy, false);
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/invoke/orders/method/in", token)).StatusCode == HttpStatusCode.InternalServerError, TimeSpan.FromSeconds(5), "the app counts as unhealthy");

        var before = app.Of("/in").Length;
        await sidecar.PostAsync($"/v1.0/publish/pubsub/{_topic}", "1");
        Assert.Equal(before, app.Of("/in").Length);
        Volatile.Write(ref healthy, true);

        await app.WaitForAsync("/in", before + 1);
    }
}
