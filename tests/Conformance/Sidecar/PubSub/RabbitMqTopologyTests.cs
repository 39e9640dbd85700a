using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 3.2 of the component page: exchanges and queues as they are on the broker.</summary>
public sealed class RabbitMqTopologyTests(Servers servers, BedFixture fixture) : IClassFixture<BedFixture>
{
    private static readonly (string, object?) Classic = ("x-queue-type", "classic");

    private static string Subscription(string topic, string metadata, string pubsub = "pubsub", string path = "/in") =>
        Yaml.Subscription(topic, path, pubsub, extra: metadata.Length == 0 ? "" : "  metadata:\n" + string.Concat(metadata.Split(';').Select(line => $"    {line}\n")));

    private Task<Bed> BedAsync() => fixture.Beds.GetAsync("one", async () =>
    {
        var app = (await TestApp.StartAsync()).On("/in", 200).On("/topic", 200).On("/refuse", 500).On("/requeue", 500);
        Task<string> Named(string name, params (string, string)[] more) => Brokers.NamedAsync(servers, Brokers.RabbitMq, name, more);
        return await Bed.StartAsync(app, new SidecarSettings
        {
            AppId = "topo",
            App = app,
            Resources = Yaml.Join(
                await Named("pubsub"), Subscription("plain", ""), Subscription("quorum", "queueType: quorum", "kept"), Subscription("prio", "maxPriority: \"300\""),
                Subscription("single", "singleActiveConsumer: \"true\""), Subscription("limits", "maxLen: \"5\";maxLenBytes: \"5000\""), Subscription("own", "queueName: my-own-queue"),
                Subscription("wrong", "queueType: stream"),
                await Named("kept", ("deletedWhenUnused", "false")), Subscription("kept", "", "kept"),
                await Named("fleeting", ("durable", "false")), Subscription("fleeting", "", "fleeting"),
                await Named("limited", ("maxLen", "7"), ("maxLenBytes", "7000"), ("ttlInSeconds", "60")), Subscription("limited", "", "limited"), Subscription("limited2", "maxLen: \"3\"", "limited"),
                await Named("lettered", ("enableDeadLetter", "true"), ("durable", "false"), ("maxLen", "9")), Subscription("lettered", "", "lettered", "/refuse"),
                await Named("bytopic", ("exchangeKind", "topic")), Subscription("bytopic", "routingKey: \"a.*,b\"", "bytopic", "/topic"),
                await Named("direct", ("exchangeKind", "direct")), Subscription("direct", "routingKey: x", "direct"),
                await Named("headers", ("exchangeKind", "headers")), Subscription("headers", "", "headers"),
                await Named("group", ("consumerID", "crowd"), ("clientName", "my-client"), ("prefetchCount", "7"), ("autoAck", "true")), Subscription("group", "", "group")),
        });
    });

    [Fact]
    public async Task Defaults_AreADurableAutoDeleteFanoutExchange_AndAClassicQueueNamedAfterTheApp()
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasExchangeAsync("plain", "fanout", durable: true, autoDelete: true);
        await broker.HasQueueAsync("topo-plain", durable: true, autoDelete: true, Classic);
        await broker.RefusesQueueAsync("topo-plain", durable: true, autoDelete: false, Classic);
        await broker.RefusesQueueAsync("topo-plain", durable: false, autoDelete: true, Classic);
    }

    [Fact]
    public async Task DurableAndDeletedWhenUnused_GoForExchangeAndQueue()
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasExchangeAsync("kept", "fanout", durable: true, autoDelete: false);
        await broker.HasQueueAsync("topo-kept", durable: true, autoDelete: false, Classic);
        await broker.HasExchangeAsync("fleeting", "fanout", durable: false, autoDelete: true);
        await broker.HasQueueAsync("topo-fleeting", durable: false, autoDelete: true, Classic);
    }

    [Theory]
    [InlineData("bytopic", "topic")]
    [InlineData("direct", "direct")]
    [InlineData("headers", "headers")]
    public async Task ExchangeKind_IsTheComponents(string topic, string kind)
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasExchangeAsync(topic, kind, durable: true, autoDelete: true);
    }

    [Fact]
    public async Task QueueSettings_OfASubscription_BecomeItsArguments()
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasQueueAsync("topo-quorum", durable: true, autoDelete: false, ("x-queue-type", "quorum"));
        await broker.HasQueueAsync("topo-prio", true, true, Classic, ("x-max-priority", 255));
        await broker.HasQueueAsync("topo-single", true, true, Classic, ("x-single-active-consumer", true));
        await broker.HasQueueAsync("topo-limits", true, true, Classic, ("x-max-length", 5), ("x-max-length-bytes", 5000));
        await broker.HasQueueAsync("my-own-queue", true, true, Classic);
        Assert.False(await broker.ExistsAsync("topo-own"));
        await broker.RefusesQueueAsync("topo-prio", true, true, Classic);
        await broker.RefusesQueueAsync("topo-limits", true, true, Classic);
        await broker.RefusesQueueAsync("topo-single", true, true, Classic);
    }

    [Fact]
    public async Task Limits_OfTheComponent_AreTheQueues_UnlessTheSubscriptionSaysElse()
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasQueueAsync("topo-limited", true, true, Classic, ("x-max-length", 7), ("x-max-length-bytes", 7000));
        await broker.HasQueueAsync("topo-limited2", true, true, Classic, ("x-max-length", 3), ("x-max-length-bytes", 7000));
        await broker.RefusesQueueAsync("topo-limited", true, true, Classic, ("x-max-length", 7), ("x-max-length-bytes", 7000), ("x-message-ttl", 60000));
    }

    [Fact]
    public async Task BrokerDeadLetters_HaveADurableExchangeAndALazyQueue_AndTakeWhatTheAppRefuses()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        await broker.HasExchangeAsync("dlx-topo-lettered", "fanout", durable: true, autoDelete: true);
        await broker.HasQueueAsync("dlq-topo-lettered", durable: true, autoDelete: true, ("x-queue-mode", "lazy"), ("x-max-length", 9));
        await broker.HasQueueAsync("topo-lettered", durable: false, autoDelete: true, Classic, ("x-max-length", 9), ("x-dead-letter-exchange", "dlx-topo-lettered"));

        await bed.Sidecar.PostAsync("/v1.0/publish/lettered/lettered", "1");
        await Eventually.AsyncTrue(async _ => await broker.CountAsync("dlq-topo-lettered") == 1, TimeSpan.FromSeconds(10), "the refused message is in the broker's dead-letter queue");
    }

    [Fact]
    public async Task RoutingKeys_BindTheQueue_ForEachOfTheList()
    {
        var bed = await BedAsync();

        foreach (var key in (string[])["a.1", "c", "b", "a.b.c"])
        {
            await bed.Sidecar.PostAsync($"/v1.0/publish/bytopic/bytopic?metadata.routingKey={key}&metadata.cloudevent.id={key}", "1");
        }
        await bed.App.WaitForAsync("/topic", 2);

        Assert.Equal(["a.1", "b"], bed.App.Of("/topic").Select(call => System.Text.Json.JsonDocument.Parse(call.Bytes).RootElement.GetProperty("id").GetString()).Order());
    }

    [Fact]
    public async Task ConsumerSettings_AreSeenByTheBroker()
    {
        await BedAsync();
        var server = await servers.RabbitMqAsync();

        var consumers = await server.ControlAsync("list_consumers", "queue_name", "consumer_tag", "ack_required", "prefetch_count");
        var connections = await server.ControlAsync("list_connections", "client_properties");

        Assert.Contains(Rows(consumers), row => row is ["crowd-group", "crowd-group", "false", "7"]);
        Assert.Contains(Rows(consumers), row => row is ["topo-plain", "topo-plain", "true", "0"]);
        Assert.Contains("my-client", connections, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClassicQueueMadeWithoutTheTypeArgument_IsTheSameQueue()
    {
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var queue = "old-" + Brokers.NewTopic();
        await broker.MakeQueueAsync(queue);

        await broker.HasQueueAsync(queue, durable: true, autoDelete: false, Classic);
    }

    [Fact]
    public async Task QueueTypeThatDoesNotExist_SkipsThatSubscriptionOnly()
    {
        await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);

        Assert.False(await broker.ExistsAsync("topo-wrong"));
    }

    private static string[][] Rows(string table) => [.. table.Split('\n').Select(line => line.Split('\t', StringSplitOptions.TrimEntries))];
}
