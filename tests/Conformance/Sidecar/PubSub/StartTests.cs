using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Brokers that are not there, and settings that cannot be.</summary>
public sealed class StartTests
{
    public static TheoryData<string, string, string> Away { get; } = new()
    {
        { Brokers.RabbitMq, "connectionString", "amqp://guest:guest@127.0.0.1:{0}/" },
        { Brokers.Redis, "redisHost", "127.0.0.1:{0}" },
    };

    [Theory, MemberData(nameof(Away))]
    public async Task BrokerThatIsAwayAtTheStart_StopsTheSidecar_ByName(string type, string key, string address)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("orders-bus", type, (key, At(address))) });

        Assert.Contains("orders-bus", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Away))]
    public async Task BrokerThatIsAway_WithIgnoreErrors_LeavesTheComponentOut_AndTheOthersWork(string type, string key, string address)
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            Yaml.Component("orders-bus", type, "v1", "  ignoreErrors: true\n", (key, At(address))),
            Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in"), Yaml.Subscription("u", "/in", pubsub: "orders-bus")), app);

        await (await sidecar.PostAsync("/v1.0/publish/orders-bus/u", "1")).IsErrorAsync(404, "ERR_PUBSUB_NOT_FOUND", "DAPR_PUBSUB_NOT_FOUND");
        await (await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1")).IsEmptyAsync();
        await app.WaitForAsync("/in");
    }

    [Theory]
    [InlineData("concurrency", "many")]
    [InlineData("queueDepth", "-1")]
    [InlineData("processingTimeout", "soon")]
    [InlineData("maxLenApprox", "much")]
    public async Task RedisSettingThatCannotBe_StopsTheStart_ByName(string name, string value)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("orders-bus", Brokers.Redis, ("redisHost", "127.0.0.1:1"), (name, value)) });

        Assert.Contains("orders-bus", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownMetadata_AreIgnored()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("pubsub", Brokers.InMemory, ("whatever", "value")));

        await (await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1")).IsEmptyAsync();
    }

    private static string At(string address) => string.Format(System.Globalization.CultureInfo.InvariantCulture, address, FreePorts.Next());
}
