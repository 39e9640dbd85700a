using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Sections 5.1 to 5.3: what envelope a payload gets.</summary>
public sealed class EnvelopeTests(Servers servers, BedFixture shared) : IClassFixture<BedFixture>
{
    private static readonly string[] Topics =
        ["plain", "text", "nothing", "bytes", "broken", "own", "names", "trace", "ttl", "given", "missing", "traced", "raw", "past", "put", "vendor", "deep/er"];

    private Task<Bed> BedAsync(string broker) => shared.Beds.GetAsync(broker, async () =>
    {
        var app = await TestApp.StartAsync();
        foreach (var topic in Topics)
        {
            app.On("/" + topic, 200);
        }
        app.On("/raw-in", 200).On("/past.dead", 200);
        var subscriptions = Topics.Except(["raw", "past"]).Select(topic => Named(topic, Yaml.Subscription(topic, "/" + topic)));
        return await Bed.StartAsync(app, new SidecarSettings
        {
            App = app,
            Resources = Yaml.Join([await Brokers.ComponentAsync(servers, broker, ("consumerID", "{uuid}")), .. subscriptions,
                Yaml.Subscription("raw", "/raw-in", extra: "  metadata:\n    rawPayload: \"true\"\n"),
                Yaml.Subscription("past", "/past", deadLetter: "past.dead"), Yaml.Subscription("past.dead", "/past.dead", extra: "  metadata:\n    rawPayload: \"true\"\n")]),
        });
    });

    private static string Named(string topic, string yaml) => yaml.Replace($"name: {topic}", $"name: {topic.Replace('/', '-')}", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Json_IsWrapped_WithEveryDocumentedField(string broker)
    {
        var bed = await BedAsync(broker);
        var before = DateTimeOffset.UtcNow.AddSeconds(-2);

        await bed.PublishAsync("plain", """{"b":1,"a":[true,null,"ä<>"]}""");
        var sent = await bed.EventAsync("/plain");

        Assert.Equal(("1.0", "com.dapr.event.sent", bed.Sidecar.AppId, "plain", "pubsub", "application/json"),
            (Text(sent, "specversion"), Text(sent, "type"), Text(sent, "source"), Text(sent, "topic"), Text(sent, "pubsubname"), Text(sent, "datacontenttype")));
        Assert.True(Guid.TryParse(Text(sent, "id"), out _));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse("""{"b":1,"a":[true,null,"ä<>"]}""").RootElement, sent.GetProperty("data")));
        Assert.InRange(DateTimeOffset.Parse(Text(sent, "time"), CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$", Text(sent, "time"));
        Assert.Equal(Text(sent, "traceid"), Text(sent, "traceparent"));
        Assert.True(sent.TryGetProperty("tracestate", out _));
        Assert.False(sent.TryGetProperty("subject", out _));
        Assert.False(sent.TryGetProperty("expiration", out _));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Text_IsAString(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("text", "{\"not\":\"read\"}", "text/plain; charset=utf-8");
        var sent = await bed.EventAsync("/text");

        Assert.Equal(("{\"not\":\"read\"}", "text/plain; charset=utf-8"), (Text(sent, "data"), Text(sent, "datacontenttype")));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task NoContentType_CountsAsPlainText(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("nothing", "12", "");
        var sent = await bed.EventAsync("/nothing");

        Assert.Equal(("12", "text/plain"), (Text(sent, "data"), Text(sent, "datacontenttype")));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task OctetStream_IsBase64_InsteadOfData(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("bytes", "\0\u0001x", "application/octet-stream");
        var sent = await bed.EventAsync("/bytes");

        Assert.Equal([0, 1, (byte)'x'], sent.GetProperty("data_base64").GetBytesFromBase64());
        Assert.False(sent.TryGetProperty("data", out _));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task JsonThatDoesNotParse_FallsBackToAString(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("broken", "{\"a\":");

        Assert.Equal("{\"a\":", Text(await bed.EventAsync("/broken"), "data"));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Overrides_ChangeTheEnvelope_ExceptTopicAndComponent(string broker)
    {
        var bed = await BedAsync(broker);
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await bed.PublishAsync("own", "1", query: "?metadata.cloudevent.id=i&metadata.cloudevent.source=s&metadata.cloudevent.TYPE=t&metadata.cloudevent.subject=u"
            + $"&metadata.cloudevent.traceparent={Parent}&metadata.cloudevent.tracestate=k%3Dv&metadata.cloudevent.topic=x&metadata.cloudevent.pubsubname=y");
        var sent = await bed.EventAsync("/own");

        Assert.Equal(("i", "s", "t", "u", Parent, "k=v", "own", "pubsub"), (Text(sent, "id"), Text(sent, "source"), Text(sent, "type"), Text(sent, "subject"),
            Text(sent, "traceparent"), Text(sent, "tracestate"), Text(sent, "topic"), Text(sent, "pubsubname")));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task TraceContextOfTheCall_GoesIntoTheEnvelopeAndToTheApp(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("trace", "1", headers: [("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), ("tracestate", "a=b")]);
        var sent = await bed.EventAsync("/trace");

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", Text(sent, "traceparent").Split('-')[1]);
        Assert.Equal(Text(sent, "traceparent"), Text(sent, "traceid"));
        Assert.Equal("a=b", Text(sent, "tracestate"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", bed.App.Of("/trace").Single().Headers["traceparent"].Split('-')[1]);
    }

    [Theory]
    [InlineData(Brokers.RabbitMq, false)]
    [InlineData(Brokers.Redis, true)]
    [InlineData(Brokers.InMemory, true)]
    public async Task Expiration_IsWrittenOnly_WhereTheBrokerHasNoTtlOfItsOwn(string broker, bool written)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("ttl", "1", query: "?metadata.ttlInSeconds=60");
        var sent = await bed.EventAsync("/ttl");

        Assert.Equal(written, sent.TryGetProperty("expiration", out var expiration));
        if (written)
        {
            Assert.EndsWith("Z", expiration.GetString(), StringComparison.Ordinal);
            Assert.InRange(expiration.GetDateTimeOffset(), DateTimeOffset.UtcNow.AddSeconds(40), DateTimeOffset.UtcNow.AddSeconds(62));
        }
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task CloudEvent_IsKept_ExceptTopicAndComponent_AndTakesNoOverrides(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("given", """{"specversion":"1.0","id":"e1","source":"me","type":"mine","topic":"x","pubsubname":"y","time":"2020-01-01T00:00:00Z","own":{"z":1},"data":[9007199254740993]}""",
            "application/cloudevents+json; charset=utf-8", "?metadata.cloudevent.id=other");
        var sent = await bed.EventAsync("/given");

        Assert.Equal(("e1", "me", "mine", "given", "pubsub", "2020-01-01T00:00:00Z"),
            (Text(sent, "id"), Text(sent, "source"), Text(sent, "type"), Text(sent, "topic"), Text(sent, "pubsubname"), Text(sent, "time")));
        Assert.Equal("""{"z":1}""", sent.GetProperty("own").GetRawText());
        Assert.Equal("[9007199254740993]", sent.GetProperty("data").GetRawText());
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task CloudEvent_GetsWhatIsMissing(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("missing", """{"id":"e2","data":1}""", "application/cloudevents+json");
        var sent = await bed.EventAsync("/missing");

        Assert.Equal(("Dapr", "com.dapr.event.sent", "1.0"), (Text(sent, "source"), Text(sent, "type"), Text(sent, "specversion")));
        Assert.All(["time", "traceid", "traceparent", "tracestate"], name => Assert.True(sent.TryGetProperty(name, out _), name));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task CloudEvent_KeepsTheTraceItBelongsTo(string broker)
    {
        var bed = await BedAsync(broker);
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await bed.PublishAsync("traced", $$"""{"id":"e3","traceparent":"{{Parent}}","tracestate":"q=w","data":1}""", "application/cloudevents+json");
        var sent = await bed.EventAsync("/traced");

        Assert.Equal((Parent, Parent, "q=w"), (Text(sent, "traceparent"), Text(sent, "traceid"), Text(sent, "tracestate")));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task CloudEventThatIsNoJson_Is500(string broker)
    {
        var bed = await BedAsync(broker);

        var answer = await bed.Sidecar.PostAsync("/v1.0/publish/pubsub/given", "{", "application/cloudevents+json");

        await answer.IsErrorAsync(500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION");
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task RawPayload_IsWrappedByTheReceivingSide(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("raw", "any \0 bytes", "application/json", "?metadata.rawPayload=true");
        var sent = await bed.EventAsync("/raw-in");

        Assert.Equal("any \0 bytes", Encoding.UTF8.GetString(sent.GetProperty("data_base64").GetBytesFromBase64()));
        Assert.Equal(("1.0", "com.dapr.event.sent", "Dapr", "application/octet-stream", "raw", "pubsub"), (Text(sent, "specversion"), Text(sent, "type"),
            Text(sent, "source"), Text(sent, "datacontenttype"), Text(sent, "topic"), Text(sent, "pubsubname")));
        Assert.True(Guid.TryParse(Text(sent, "id"), out _));
        Assert.False(sent.TryGetProperty("time", out _));
        Assert.False(sent.TryGetProperty("data", out _));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task ExpiredEvent_GoesToTheDeadLetterTopic_NotToTheApp(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("past", """{"id":"e4","expiration":"2020-01-01T00:00:00Z","data":1}""", "application/cloudevents+json");
        // Read raw: as an event it would be expired there as well.
        var dead = await bed.EventAsync("/past.dead");
        var original = JsonDocument.Parse(dead.GetProperty("data_base64").GetBytesFromBase64()).RootElement;

        Assert.Equal(("e4", "past"), (Text(original, "id"), Text(original, "topic")));
        Assert.Empty(bed.App.Of("/past"));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Put_MeansPost(string broker)
    {
        var bed = await BedAsync(broker);

        await (await bed.Sidecar.SendAsync(HttpMethod.Put, "/v1.0/publish/pubsub/put", "1")).IsEmptyAsync();

        Assert.Equal(1, (await bed.EventAsync("/put")).GetProperty("data").GetInt32());
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task TopicWithSlashes_IsOneTopic(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("deep/er", "1");

        Assert.Equal("deep/er", Text(await bed.EventAsync("/deep/er"), "topic"));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Delivery_IsACloudEvent_WithTheComponentsNameAsHeader(string broker)
    {
        var bed = await BedAsync(broker);

        await bed.PublishAsync("names", "1");
        var call = (await bed.App.WaitForAsync("/names")).Single();

        Assert.Equal(("POST", "application/cloudevents+json", "pubsub"), (call.Method, call.Headers["Content-Type"], call.Headers["pubsubName"]));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
