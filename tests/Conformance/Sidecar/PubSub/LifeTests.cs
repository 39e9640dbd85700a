using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Subscriptions over time: health, stop, namespaces, order.</summary>
public sealed class LifeTests(Servers servers)
{
    private static readonly string[] HealthFlags = ["--enable-app-health-check", "--app-health-check-path=/alive", "--app-health-probe-interval=1", "--app-health-threshold=1"];

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task UnhealthyApp_GetsNothing_AndEverythingWhenItIsBack(string broker)
    {
        var topic = Brokers.NewTopic();
        await using var app = (await TestApp.StartAsync()).On("/in", 200).On("/alive", 200);
        var component = await Brokers.ComponentAsync(servers, broker, broker == Brokers.RabbitMq ? [("deletedWhenUnused", "false"), ("requeueInFailure", "true")] : []);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(component, Yaml.Subscription(topic, "/in")), app, null, HealthFlags);
        await using var publisher = await SidecarProcess.StartAsync(component);
        await PublishAsync(publisher, topic, 1);
        await app.WaitForAsync("/in");

        app.On("/alive", 503);
        await Eventually.AsyncTrue(async _ => (int)(await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/in")).StatusCode == 500, TimeSpan.FromSeconds(30), "calls to the app fail");

        // Calls fail first, then subscriptions end, and only then comes the next probe.
        var seen = app.Of("/alive").Length;
        await Eventually.True(() => app.Of("/alive").Length > seen, TimeSpan.FromSeconds(30), "a probe after the subscriptions have ended");
        var before = app.Of("POST", "/in").Length;
        await PublishAsync(publisher, topic, 2);

        // Two probes later nothing has come.
        var probes = app.Of("/alive").Length;
        await Eventually.True(() => app.Of("/alive").Length >= probes + 2, TimeSpan.FromSeconds(30), "two more probes");
        Assert.Equal(before, app.Of("POST", "/in").Length);
        app.On("/alive", 200);

        Assert.Equal(2, Data((await app.WaitForAsync("/in", before + 1))[^1]));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task StoppedSidecar_LetsTheAppFinish_AndAcknowledges(string broker)
    {
        var topic = Brokers.NewTopic();
        var go = new TaskCompletionSource();
        await using var app = (await TestApp.StartAsync()).On("/in", (_, _) => go.Task);
        var component = await Brokers.ComponentAsync(servers, broker,
            broker == Brokers.RabbitMq ? [("deletedWhenUnused", "false"), ("requeueInFailure", "true")] : [("processingTimeout", "60s"), ("redeliverInterval", "500ms")]);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(component, Yaml.Subscription(topic, "/in")), app, null, "--dapr-graceful-shutdown-seconds=20");
        await PublishAsync(sidecar, topic, 1);
        await app.WaitForAsync("/in");

        sidecar.Signal("TERM");
        // Longer than the default of five seconds allows: the flag is what lets the call finish.
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(6)), Eventually.True(() => sidecar.HasExited, TimeSpan.FromSeconds(6), "it does not end"));
        Assert.False(sidecar.HasExited, sidecar.Output);
        go.SetResult();
        await Eventually.True(() => sidecar.HasExited, TimeSpan.FromSeconds(15), "it ends when its app is done");
        await sidecar.RestartAsync();
        await PublishAsync(sidecar, topic, 2);
        await app.WaitForAsync("/in", 2);

        Assert.Equal([1, 2], app.Of("POST", "/in").Select(Data));
    }

    [Theory]
    [InlineData(Brokers.RabbitMq)]
    [InlineData(Brokers.Redis)]
    public async Task NamespacePlaceholder_ScopesGroupAndTopic_ButNotWhatTheAppSees(string broker)
    {
        var topic = Brokers.NewTopic();
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = "scoped",
            App = app,
            Environment = new Dictionary<string, string> { ["NAMESPACE"] = "prod" },
            Resources = Yaml.Join(await Brokers.ComponentAsync(servers, broker, ("consumerID", "{namespace}")), Yaml.Subscription(topic, "/in")),
        });

        await PublishAsync(sidecar, topic, 1);
        var sent = JsonDocument.Parse((await app.WaitForAsync("/in")).Single().Bytes).RootElement;

        Assert.Equal(topic, sent.GetProperty("topic").GetString());
        if (broker == Brokers.Redis)
        {
            using var redis = await servers.RawRedisAsync();
            Assert.Equal("stream", await redis.TextAsync("TYPE", "prod" + topic));
            Assert.Equal("none", await redis.TextAsync("TYPE", topic));
        }
        else
        {
            await using var rabbit = await RabbitBroker.ConnectAsync(servers);
            Assert.True(await rabbit.ExistsAsync($"prod.scoped-prod{topic}"));
        }
    }

    [Fact]
    public async Task ReplicasOfAnApp_ShareTheMessages()
    {
        var topic = Brokers.NewTopic();
        await using var firstApp = (await TestApp.StartAsync()).On("/in", 200);
        await using var secondApp = (await TestApp.StartAsync()).On("/in", 200);
        var resources = Yaml.Join(await Brokers.ComponentAsync(servers, Brokers.RabbitMq, ("prefetchCount", "1")), Yaml.Subscription(topic, "/in"));
        await using var first = await SidecarProcess.StartAsync(resources, firstApp, "pair");
        await using var second = await SidecarProcess.StartAsync(resources, secondApp, "pair");

        for (var number = 0; number < 20; number++)
        {
            await PublishAsync(first, topic, number);
        }
        await Eventually.True(() => firstApp.Of("/in").Length + secondApp.Of("/in").Length == 20, TimeSpan.FromSeconds(15), "each message arrives once");

        Assert.All([firstApp, secondApp], app => Assert.NotEmpty(app.Of("/in")));
    }

    [Fact]
    public async Task InMemory_AnswersAtOnce_ButTheNextPublishWaitsForTheHandler()
    {
        var go = new TaskCompletionSource();
        await using var app = (await TestApp.StartAsync()).On("/in", (_, _) => go.Task);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in")), app);

        await PublishAsync(sidecar, "t", 1);
        await app.WaitForAsync("/in");
        var second = PublishAsync(sidecar, "t", 2);
        // A publish to another topic is not held up, and shows that time has passed for the second one.
        await PublishAsync(sidecar, "other", 3);
        Assert.False(second.IsCompleted);
        Assert.Single(app.Of("/in"));
        go.SetResult();
        await second;

        await app.WaitForAsync("/in", 2);
    }

    [Fact]
    public async Task MessageTtlOfRabbitMq_ForgetsWhatNobodyTookInTime()
    {
        var topic = Brokers.NewTopic();
        await using var rabbit = await RabbitBroker.ConnectAsync(servers);
        await using var publisher = await SidecarProcess.StartAsync(await Brokers.ComponentAsync(servers, Brokers.RabbitMq));
        await PublishAsync(publisher, topic, 0);
        var tap = await rabbit.TapAsync(topic);

        await PublishAsync(publisher, topic, 1, "?metadata.ttlInSeconds=1");
        Assert.Equal(1u, await rabbit.CountAsync(tap));

        await Eventually.AsyncTrue(async _ => await rabbit.CountAsync(tap) == 0, TimeSpan.FromSeconds(10), "the message is gone");
    }

    private static async Task PublishAsync(SidecarProcess sidecar, string topic, int data, string query = "") =>
        await (await sidecar.PostAsync($"/v1.0/publish/pubsub/{topic}{query}", data.ToString(System.Globalization.CultureInfo.InvariantCulture))).IsEmptyAsync();

    private static int Data(ReceivedCall call) => JsonDocument.Parse(call.Bytes).RootElement.GetProperty("data").GetInt32();
}
