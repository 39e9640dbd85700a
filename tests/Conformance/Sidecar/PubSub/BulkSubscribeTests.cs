using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Section 6.6: batches.</summary>
public sealed class BulkSubscribeTests(Servers servers, BedFixture fixture) : IClassFixture<BedFixture>
{
    private static readonly string[] Plain = ["count", "wait", "shape", "open", "drop", "lost", "nonsense", "fail"];

    private static string Bulk(int count, int waitMs) => $"  bulkSubscribe:\n    enabled: true\n    maxMessagesCount: {count}\n    maxAwaitDurationMs: {waitMs}\n";

    private Task<Bed> BedAsync(string broker) => fixture.Beds.GetAsync(broker, async () =>
    {
        var app = await TestApp.StartAsync();
        app.On("/dapr/subscribe", 200, """[{"pubsubname":"pubsub","topic":"bs-asked","route":"/asked","bulkSubscribe":{"enabled":true,"maxMessagesCount":2,"maxAwaitDurationMs":3000}}]""");
        return await Bed.StartAsync(app, new SidecarSettings
        {
            App = app,
            Resources = Yaml.Join(
            [
                await Brokers.ComponentAsync(servers, broker, ("consumerID", "{uuid}")),
                Yaml.Resiliency("  policies:\n    retries:\n      few: {policy: constant, duration: 50ms, maxRetries: 2}\n  targets:\n    components:\n      pubsub:\n        inbound: {retry: few}\n"),
                .. Plain.Select(name => Yaml.Subscription("bs-" + name, "/" + name, deadLetter: $"bs-{name}.dead", extra: name == "wait" ? Bulk(100, 300) : Bulk(4, 5000))),
                .. Plain.Select(name => Yaml.Subscription($"bs-{name}.dead", $"/{name}.dead")),
                Yaml.Subscription("bs-raw", "/raw", extra: "  metadata:\n    rawPayload: \"true\"\n" + Bulk(2, 5000)),
                "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: routed\nspec:\n  pubsubname: pubsub\n  topic: bs-routed\n  routes:\n    rules:\n    - match: event.data == 1\n      path: /routed-one\n    default: /routed\n" + Bulk(4, 5000),
            ]),
        });
    });

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task Batch_IsSent_WhenTheCountIsReached_InTheDocumentedShape(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/shape", AllAsync("SUCCESS"));

        await PublishAsync(bed, "shape", 4);
        var call = (await bed.App.WaitForAsync("/shape")).Single();
        var body = Json(call);

        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal(("com.dapr.event.sent.bulk", "bs-shape", "pubsub"), (Text(body, "type"), Text(body, "topic"), Text(body, "pubsubname")));
        Assert.True(Guid.TryParse(Text(body, "id"), out _));
        Assert.Equal("pubsub", Text(body.GetProperty("metadata"), "pubsubName"));
        var entries = body.GetProperty("entries").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3, 4], entries.Select(entry => entry.GetProperty("event").GetProperty("data").GetInt32()).Order());
        Assert.Equal(4, entries.Select(entry => Text(entry, "entryId")).Distinct().Count());
        Assert.All(entries, entry => Assert.Equal("application/cloudevents+json", Text(entry, "contentType")));
        Assert.All(entries, entry => Assert.Equal(JsonValueKind.Object, entry.GetProperty("metadata").ValueKind));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task Batch_IsSent_WhenTheWaitIsOver(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/wait", AllAsync("SUCCESS"));

        await PublishAsync(bed, "wait", 2);

        await Eventually.True(() => bed.App.Of("/wait").Sum(call => Entries(call).Length) == 2, TimeSpan.FromSeconds(4), "both entries arrive long before there are 100");
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task Retry_CarriesOnlyTheEntriesThatAreStillOpen(string broker)
    {
        var bed = await BedAsync(broker);
        // 1: SUCCESS, 2: RETRY, 3: an unknown word, 4: nothing at all; everything succeeds the second time.
        bed.App.On("/open", (context, call) => AnswerAsync(context, call, data => bed.App.Of("/open").Length > 1 || data == 1 ? "SUCCESS" : data == 2 ? "RETRY" : data == 3 ? "LATER" : null));

        await PublishAsync(bed, "open", 4);
        var calls = await bed.App.WaitForAsync("/open", 2);

        Assert.Equal([2, 3, 4], Entries(calls[1]).Select(Data).Order());
        Assert.Empty(bed.App.Of("/open.dead"));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task Drop_IsDone_AndGoesToTheDeadLetterTopic(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/drop", (context, call) => AnswerAsync(context, call, data => data == 2 ? "DROP" : "SUCCESS"));
        bed.App.On("/drop.dead", 200);

        await PublishAsync(bed, "drop", 4);
        var dead = await bed.EventAsync("/drop.dead");

        Assert.Equal(2, dead.GetProperty("data").GetInt32());
        Assert.Single(bed.App.Of("/drop"));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task EntriesThatStayOpen_GoToTheDeadLetterTopic_WhenThePolicyIsExhausted(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/fail", (context, call) => AnswerAsync(context, call, data => data == 3 ? "RETRY" : "SUCCESS"));
        bed.App.On("/fail.dead", 200);

        await PublishAsync(bed, "fail", 4);

        Assert.Equal(3, (await bed.EventAsync("/fail.dead")).GetProperty("data").GetInt32());
        Assert.Equal([4, 1, 1], bed.App.Of("/fail").Select(call => Entries(call).Length));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task NotFound_DropsAll(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/lost", 404);

        await PublishAsync(bed, "lost", 4);
        await bed.App.WaitForAsync("/lost");
        await PublishAsync(bed, "lost", 4);

        // The second batch comes: the first was acknowledged, and tried once only.
        Assert.Equal([4, 4], (await bed.App.WaitForAsync("/lost", 2)).Select(call => Entries(call).Length));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task AnswerThatIsNoJson_RetriesAll(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/nonsense", 200, "thanks", "text/plain").On("/nonsense.dead", 200);

        await PublishAsync(bed, "nonsense", 4);
        await bed.App.WaitForAsync("/nonsense.dead", 4);

        Assert.Equal([4, 4, 4], bed.App.Of("/nonsense").Select(call => Entries(call).Length));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task Entries_AreGroupedByTheirRoute(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/routed", AllAsync("SUCCESS")).On("/routed-one", AllAsync("SUCCESS"));

        await PublishAsync(bed, "routed", 4);

        Assert.Equal([1], Entries((await bed.App.WaitForAsync("/routed-one")).Single()).Select(Data));
        Assert.Equal([2, 3, 4], Entries((await bed.App.WaitForAsync("/routed")).Single()).Select(Data).Order());
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task RawEntries_AreBase64(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/raw", AllAsync("SUCCESS"));

        await bed.PublishAsync("bs-raw", "bare", "text/plain", "?metadata.rawPayload=true");
        await bed.PublishAsync("bs-raw", "bare", "text/plain", "?metadata.rawPayload=true");
        var entries = Entries((await bed.App.WaitForAsync("/raw")).Single());

        Assert.All(entries, entry => Assert.Equal(("YmFyZQ==", "application/octet-stream"), (Text(entry, "event"), Text(entry, "contentType"))));
    }

    [Theory, MemberData(nameof(Brokers.Real), MemberType = typeof(Brokers))]
    public async Task ProgrammaticSubscription_AsksForBatchesToo(string broker)
    {
        var bed = await BedAsync(broker);
        bed.App.On("/asked", AllAsync("SUCCESS"));

        await PublishAsync(bed, "asked", 2);

        Assert.Equal(2, Entries((await bed.App.WaitForAsync("/asked")).Single()).Length);
    }

    [Fact]
    public async Task InMemory_HasOneEntryPerDelivery()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", AllAsync("SUCCESS"));
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in", extra: Bulk(100, 100))), app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/t", "2");

        Assert.All(await app.WaitForAsync("/in", 2), call => Assert.Single(Entries(call)));
    }

    private static async Task PublishAsync(Bed bed, string name, int count) => await (await bed.Sidecar.PostAsync($"/v1.0/publish/bulk/pubsub/bs-{name}",
        $"[{string.Join(',', Enumerable.Range(1, count).Select(number => $$"""{"entryId":"{{number}}","event":{{number}},"contentType":"application/json"}"""))}]")).IsEmptyAsync();

    private static Func<HttpContext, ReceivedCall, Task> AllAsync(string status) => (context, call) => AnswerAsync(context, call, _ => status);

    /// <summary>Decides by the entry's data; null leaves the entry out of the answer.</summary>
    private static Task AnswerAsync(HttpContext context, ReceivedCall call, Func<int, string?> status) => context.Response.WriteAsJsonAsync(new
    {
        statuses = Entries(call).Select(entry => (Id: Text(entry, "entryId"), Status: status(Data(entry)))).Where(pair => pair.Status is not null)
            .Select(pair => new { entryId = pair.Id, status = pair.Status }),
    });

    private static JsonElement[] Entries(ReceivedCall call) => [.. Json(call).GetProperty("entries").EnumerateArray()];

    private static int Data(JsonElement entry) => entry.GetProperty("event") is { ValueKind: JsonValueKind.Object } sent ? sent.GetProperty("data").GetInt32() : 0;

    private static JsonElement Json(ReceivedCall call) => JsonDocument.Parse(call.Bytes).RootElement;

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
