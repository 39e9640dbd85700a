using System.Text;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 3.2: messages as they are on the wire, and what happens to those the app does not take.</summary>
public sealed class RabbitMqMessageTests(Servers servers, BedFixture fixture) : IClassFixture<BedFixture>
{
    private Task<Bed> BedAsync() => fixture.Beds.GetAsync("one", async () =>
    {
        var app = (await TestApp.StartAsync()).On("/seen", 200).On("/unseen", 200).On("/lost", 500).On("/again", 500);
        Task<string> Named(string name, params (string, string)[] more) => Brokers.NamedAsync(servers, Brokers.RabbitMq, name, [("consumerID", "{uuid}"), .. more]);
        return await Bed.StartAsync(app, new SidecarSettings
        {
            App = app,
            Resources = Yaml.Join(
                await Named("pubsub"), Yaml.Subscription("wire", "/unseen"), Yaml.Subscription("unseen", "/unseen"),
                await Named("sure", ("deliveryMode", "2"), ("publisherConfirm", "true"), ("ttlInSeconds", "90")), Yaml.Subscription("sure", "/unseen", "sure"),
                await Named("showing", ("publishMessagePropertiesToMetadata", "true")), Yaml.Subscription("seen", "/seen", "showing"),
                await Named("losing"), Yaml.Subscription("lost", "/lost", "losing"),
                await Named("keeping", ("requeueInFailure", "true"), ("prefetchCount", "1")), Yaml.Subscription("again", "/again", "keeping"),
                await Named("alone", ("concurrencyMode", "single")), Yaml.Subscription("alone", "/alone", "alone")),
        });
    });

    [Fact]
    public async Task PublishMetadata_BecomeAmqpProperties()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var tap = await broker.TapAsync("wire");

        await bed.PublishAsync("wire", "1", query: "?metadata.routingKey=r&metadata.ttlInSeconds=30&metadata.priority=300&metadata.contentType=application/json"
            + "&metadata.messageID=m&metadata.correlationID=c&metadata.type=t");
        var message = await broker.GetAsync(tap);

        var properties = message.BasicProperties;
        Assert.Equal(("r", "30000", (byte)255, "application/json", "m", "c", "t"),
            (message.RoutingKey, properties.Expiration, properties.Priority, properties.ContentType, properties.MessageId, properties.CorrelationId, properties.Type));
        Assert.StartsWith("{\"", Encoding.UTF8.GetString(message.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutMetadata_TheMessageIsPlainText_AndTransient()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var tap = await broker.TapAsync("unseen");

        await bed.PublishAsync("unseen", "1", query: "?metadata.ttlInSeconds=soon&metadata.priority=high");
        var message = await broker.GetAsync(tap);

        Assert.Equal(("", "text/plain", false, false, false), (message.RoutingKey, message.BasicProperties.ContentType,
            message.BasicProperties.Persistent, message.BasicProperties.IsExpirationPresent(), message.BasicProperties.IsPriorityPresent()));
    }

    [Fact]
    public async Task DeliveryMode2_IsPersistent_AndTheComponentsTtlIsTheMessages()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var tap = await broker.TapAsync("sure");

        await (await bed.Sidecar.PostAsync("/v1.0/publish/sure/sure", "1")).IsEmptyAsync();
        var message = await broker.GetAsync(tap);

        Assert.Equal((true, "90000"), (message.BasicProperties.Persistent, message.BasicProperties.Expiration));
    }

    [Fact]
    public async Task RawPayload_IsTheBodyUntouched()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var tap = await broker.TapAsync("wire");

        await bed.PublishAsync("wire", "any bytes", "application/json", "?metadata.rawPayload=true");

        Assert.Equal("any bytes", Encoding.UTF8.GetString((await broker.GetAsync(tap)).Body.Span));
    }

    [Fact]
    public async Task MessageProperties_AreHeaders_OnlyWhenAskedFor()
    {
        var bed = await BedAsync();
        await using var broker = await RabbitBroker.ConnectAsync(servers);
        var properties = new BasicProperties { MessageId = "m1", CorrelationId = "c1", Type = "t1", ContentType = "application/json", Headers = new Dictionary<string, object?> { ["own"] = "h1" } };

        await broker.SendAsync("seen", """{"id":"shown","data":1}""", properties);
        await broker.SendAsync("unseen", """{"id":"hidden","data":1}""", properties);
        var shown = (await bed.App.WaitForAsync("/seen")).First();
        await Eventually.True(() => bed.App.Of("/unseen").Any(call => call.Body.Contains("hidden", StringComparison.Ordinal)), TimeSpan.FromSeconds(10), "the other one arrives");

        Assert.Equal(("m1", "c1", "t1", "application/json", "h1", "showing"),
            (shown.Headers["messageid"], shown.Headers["correlationid"], shown.Headers["type"], shown.Headers["contenttype"], shown.Headers["own"], shown.Headers["pubsubName"]));
        Assert.DoesNotContain("messageid", bed.App.Of("/unseen").First(call => call.Body.Contains("hidden", StringComparison.Ordinal)).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task FailedMessage_IsGone_WithoutRequeue()
    {
        var bed = await BedAsync();

        await bed.Sidecar.PostAsync("/v1.0/publish/losing/lost", "1");
        await bed.App.WaitForAsync("/lost");
        bed.App.On("/lost", 200);
        await bed.Sidecar.PostAsync("/v1.0/publish/losing/lost", "2");
        await bed.App.WaitForAsync("/lost", 2);

        Assert.Equal([1, 2], bed.App.Of("/lost").Select(call => System.Text.Json.JsonDocument.Parse(call.Bytes).RootElement.GetProperty("data").GetInt32()));
    }

    [Fact]
    public async Task FailedMessage_ComesAgain_WithRequeueInFailure()
    {
        var bed = await BedAsync();

        await bed.Sidecar.PostAsync("/v1.0/publish/keeping/again", "1");
        await bed.App.WaitForAsync("/again", 3);
        bed.App.On("/again", 200);

        var ids = bed.App.Of("/again").Select(call => System.Text.Json.JsonDocument.Parse(call.Bytes).RootElement.GetProperty("id").GetString()).Distinct();
        Assert.Single(ids);
    }

    [Fact]
    public async Task ConcurrencyModeSingle_HandsOutOneAfterTheOther()
    {
        var bed = await BedAsync();
        var (now, most) = (0, 0);
        bed.App.On("/alone", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
        });

        await bed.Sidecar.PostAsync("/v1.0/publish/bulk/alone/alone",
            $"[{string.Join(',', Enumerable.Range(1, 10).Select(number => $$"""{"entryId":"{{number}}","event":{{number}},"contentType":"application/json"}"""))}]");
        await bed.App.WaitForAsync("/alone", 10);

        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData("deliveryMode", "3")]
    [InlineData("exchangeKind", "web")]
    [InlineData("concurrencyMode", "many")]
    [InlineData("protocol", "amqps")]
    [InlineData("saslExternal", "true")]
    [InlineData("prefetchCount", "x")]
    public async Task SettingThatCannotBe_StopsTheStart_ByName(string name, string value)
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = await Brokers.ComponentAsync(servers, Brokers.RabbitMq, (name, value)) });

        Assert.Contains("pubsub", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionParts_MakeTheAddress()
    {
        var server = new Uri((await servers.RabbitMqAsync()).ConnectionString);
        var login = server.UserInfo.Split(':');

        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("pubsub", Brokers.RabbitMq,
            ("protocol", "amqp"), ("hostname", $"{server.Host}:{server.Port}"), ("username", login[0]), ("password", login[1])));

        await (await sidecar.PostAsync("/v1.0/publish/pubsub/parts", "1")).IsEmptyAsync();
    }
}
