using System.Net;
using System.Text;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 5.4: bulk publish.</summary>
public sealed class BulkPublishTests(Servers servers, BedFixture shared) : IClassFixture<BedFixture>
{
    private Task<Bed> BedAsync(string broker) => shared.Beds.GetAsync(broker, async () =>
    {
        var app = await TestApp.StartAsync();
        string[] topics = ["bulk-kinds", "bulk-own", "bulk-alpha", "bulk-empty", "bulk-part"];
        foreach (var topic in topics)
        {
            app.On("/" + topic, 200);
        }
        app.On("/bulk-raw", 200);
        return await Bed.StartAsync(app, new SidecarSettings
        {
            App = app,
            Resources = Yaml.Join([await Brokers.ComponentAsync(servers, broker, ("consumerID", "{uuid}")), .. topics.Select(topic => Yaml.Subscription(topic, "/" + topic)),
                Yaml.Subscription("bulk-raw", "/bulk-raw", extra: "  metadata:\n    rawPayload: \"true\"\n")]),
        });
    });

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Entries_AreReadAsTheirContentTypeSays(string broker)
    {
        var bed = await BedAsync(broker);

        await (await bed.Sidecar.PostAsync("/v1.0/publish/bulk/pubsub/bulk-kinds", """
            [{"entryId":"1","event":{"a":1},"contentType":"application/json"},
             {"entryId":"2","event":"plain","contentType":"text/plain"},
             {"entryId":"3","event":"<x/>","contentType":"application/xml"},
             {"entryId":"4","event":"AAE=","contentType":"application/octet-stream"},
             {"entryId":"5","event":{"id":"ce","type":"mine","data":5},"contentType":"application/cloudevents+json"}]
            """)).IsEmptyAsync();
        var events = (await bed.App.WaitForAsync("/bulk-kinds", 5)).Select(call => JsonDocument.Parse(call.Bytes).RootElement).ToArray();

        Assert.Contains(events, one => Type(one) == "application/json" && one.GetProperty("data").GetProperty("a").GetInt32() == 1);
        Assert.Contains(events, one => Type(one) == "text/plain" && one.GetProperty("data").GetString() == "plain");
        Assert.Contains(events, one => Type(one) == "application/xml" && one.GetProperty("data").GetString() == "<x/>");
        Assert.Contains(events, one => Type(one) == "application/octet-stream" && one.GetProperty("data_base64").GetString() == "AAE=");
        Assert.Contains(events, one => one.GetProperty("id").GetString() == "ce" && one.GetProperty("type").GetString() == "mine" && one.GetProperty("topic").GetString() == "bulk-kinds");
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task EntryMetadata_WinOverTheRequests_AndEachEntryIsItsOwnSpan(string broker)
    {
        var bed = await BedAsync(broker);

        await (await bed.Sidecar.SendAsync(HttpMethod.Post, "/v1.0/publish/bulk/pubsub/bulk-own?metadata.cloudevent.type=all&metadata.cloudevent.source=s", """
            [{"entryId":"1","event":1,"contentType":"application/json","metadata":{"cloudevent.type":"one"}},
             {"entryId":"2","event":2,"contentType":"application/json"}]
            """, headers: ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))).IsEmptyAsync();
        var events = (await bed.App.WaitForAsync("/bulk-own", 2)).Select(call => JsonDocument.Parse(call.Bytes).RootElement).OrderBy(one => one.GetProperty("data").GetInt32()).ToArray();

        Assert.Equal(["one", "all"], events.Select(one => one.GetProperty("type").GetString()));
        Assert.All(events, one => Assert.Equal("s", one.GetProperty("source").GetString()));
        var parents = events.Select(one => one.GetProperty("traceparent").GetString()!.Split('-')).ToArray();
        Assert.All(parents, parent => Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", parent[1]));
        Assert.NotEqual(parents[0][2], parents[1][2]);
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task AlphaRoute_MeansTheSame_AndRawEntriesGetNoEnvelope(string broker)
    {
        var bed = await BedAsync(broker);

        await (await bed.Sidecar.PostAsync("/v1.0-alpha1/publish/bulk/pubsub/bulk-alpha", """[{"entryId":"1","event":1,"contentType":"application/json"}]""")).IsEmptyAsync();
        await (await bed.Sidecar.SendAsync(HttpMethod.Put, "/v1.0/publish/bulk/pubsub/bulk-raw?metadata.rawPayload=true", """[{"entryId":"1","event":"bare","contentType":"text/plain"}]""")).IsEmptyAsync();

        Assert.Equal(1, (await bed.EventAsync("/bulk-alpha")).GetProperty("data").GetInt32());
        Assert.Equal("bare", Encoding.UTF8.GetString((await bed.EventAsync("/bulk-raw")).GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task NoEntries_AreFine(string broker) =>
        await (await (await BedAsync(broker)).Sidecar.PostAsync("/v1.0/publish/bulk/pubsub/bulk-empty", "[]")).IsEmptyAsync();

    [Fact]
    public async Task OneEntryRefusedByTheBroker_IsNamed_AndTheOthersArrive()
    {
        var bed = await BedAsync(Brokers.RabbitMq);
        // AMQP cannot carry a routing key of more than 255 bytes.
        var answer = await bed.Sidecar.PostAsync("/v1.0/publish/bulk/pubsub/bulk-part", $$$"""
            [{"entryId":"good","event":1,"contentType":"application/json"},
             {"entryId":"bad","event":2,"contentType":"application/json","metadata":{"routingKey":"{{{new string('k', 300)}}}"}},
             {"entryId":"fine","event":3,"contentType":"application/json"}]
            """);
        var body = await answer.JsonAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("ERR_PUBSUB_PUBLISH_MESSAGE", body.GetProperty("errorCode").GetString());
        var failed = Assert.Single(body.GetProperty("failedEntries").EnumerateArray());
        Assert.Equal("bad", failed.GetProperty("entryId").GetString());
        Assert.NotEqual("", failed.GetProperty("error").GetString());
        Assert.Equal(2, (await bed.App.WaitForAsync("/bulk-part", 2)).Length);
    }

    private static string? Type(JsonElement one) => one.TryGetProperty("datacontenttype", out var type) ? type.GetString() : null;
}
