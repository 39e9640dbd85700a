using System.Globalization;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.PubSub;

/// <summary>Sections 6.1 to 6.3: who subscribes, and by which rule an event finds its path.</summary>
public sealed class RouteTests(BedFixture fixture) : IClassFixture<BedFixture>
{
    private const string Programmatic = """
        [{"pubsubname":"pubsub","topic":"prog","route":"/prog"},
         {"pubsubName":"pubsub","Topic":"case","ROUTE":"case-path"},
         {"pubsubname":"pubsub","topic":"both","route":"/from-app","routes":{"default":"/from-routes"}},
         {"pubsubname":"pubsub","topic":"noroute"},
         {"pubsubname":"nope","topic":"t","route":"/nope"},
         {"pubsubname":"pubsub","topic":"replaced","route":"/replaced-app"},
         {"pubsubname":"pubsub","topic":"ruled","routes":{"rules":[{"match":"event.type == 'a'","path":"/ruled-a"}],"default":"/ruled"},"deadLetterTopic":"ruled.dead","metadata":{"k":"v"}}]
        """;

    private const string Version1 = """
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: v1
        spec:
          pubsubname: pubsub
          topic: v1
          route: /v1
          deadLetterTopic: v1.dead
        """;

    private static string Version2(string topic, string routes, string more = "") =>
        $"apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: {topic}-{Guid.NewGuid():N}\nspec:\n  pubsubname: pubsub\n  topic: {topic}\n  routes:\n{routes}{more}";

    private static string Rule(string match, string path) => $"    - match: {JsonSerializer.Serialize(match)}\n      path: {path}\n";

    private Task<Bed> BedAsync() => fixture.Beds.GetAsync("one", async () =>
    {
        var app = (await TestApp.StartAsync()).On("/dapr/subscribe", 200, Programmatic);
        foreach (var path in (string[])["/prog", "/case-path", "/from-app", "/from-routes", "/replaced-app", "/replaced-file", "/ruled", "/ruled-a", "/first", "/second", "/one", "/two",
            "/three", "/other", "/some", "/nobody.dead", "/failing.dead", "/strict.dead", "/strict", "/failing", "/any", "/hidden", "/granted", "/guarded", "/unlisted", "/all"])
        {
            app.On(path, 200);
        }
        return await Bed.StartAsync(app, new SidecarSettings
        {
            AppId = "router",
            App = app,
            Resources = Yaml.Join(
                Yaml.Component("pubsub", Brokers.InMemory, ("subscriptionScopes", "")),
                Yaml.Component("closed", Brokers.InMemory, ("protectedTopics", "guarded"), ("subscriptionScopes", "router=granted;other=guarded"), ("publishingScopes", "router=granted,hidden,guarded")),
                Yaml.Component("allowing", Brokers.InMemory, ("allowedTopics", "other")),
                Version1, Yaml.Subscription("v1.dead", "/any"),
                Yaml.Subscription("replaced", "/replaced-file"),
                Version2("first", "    default: /first\n"), Version2("first", "    default: /second\n"),
                Version2("rules", "    rules:\n" + Rule("event.type == 'one' && event.data.n >= 2", "/one") + Rule("event.data.name.startsWith('x') || event.source == 'two'", "/two")
                    + Rule("", "/three") + "    default: /other\n"),
                Version2("nobody", "    rules:\n" + Rule("event.type == 'never'", "/some"), "  deadLetterTopic: nobody.dead\n"), Yaml.Subscription("nobody.dead", "/nobody.dead"),
                Version2("silent", "    rules:\n" + Rule("event.type == 'marker'", "/some")),
                Version2("failing", "    rules:\n" + Rule("event.data.missing == 1", "/failing") + "    default: /failing\n", "  deadLetterTopic: failing.dead\n"), Yaml.Subscription("failing.dead", "/failing.dead"),
                Version2("strict", "    rules:\n" + Rule("event.type", "/strict"), "  deadLetterTopic: strict.dead\n"), Yaml.Subscription("strict.dead", "/strict.dead"),
                Yaml.Subscription("hidden", "/hidden", pubsub: "closed"), Yaml.Subscription("granted", "/granted", pubsub: "closed"), Yaml.Subscription("guarded", "/guarded", pubsub: "closed"),
                Yaml.Subscription("unlisted", "/unlisted", pubsub: "allowing"),
                Yaml.Subscription("wild*", "/all").Replace("name: wild*", "name: wild", StringComparison.Ordinal).Replace("topic: wild*", "topic: \"wild*\"", StringComparison.Ordinal)),
        });
    });

    [Fact]
    public async Task AppIsAsked_OnceAtTheStart_WithItsId()
    {
        var bed = await BedAsync();

        var call = Assert.Single(bed.App.Of("GET", "/dapr/subscribe"));
        Assert.Equal(bed.Sidecar.AppId, call.Headers["Dapr-App-Id"]);
    }

    [Theory]
    [InlineData("prog", "/prog")]
    [InlineData("case", "/case-path")]
    [InlineData("both", "/from-routes")]
    [InlineData("replaced", "/replaced-app")]
    [InlineData("ruled", "/ruled")]
    [InlineData("v1", "/v1")]
    [InlineData("first", "/first")]
    public async Task Subscription_DeliversToItsRoute(string topic, string path)
    {
        var bed = await BedAsync();
        bed.App.On("/v1", 200);

        await bed.PublishAsync(topic, "1");

        await bed.App.WaitForAsync(path);
        Assert.Empty(bed.App.Of("/replaced-file"));
        Assert.Empty(bed.App.Of("/second"));
        Assert.Empty(bed.App.Of("/from-app"));
    }

    [Theory]
    [InlineData("""{"type":"one","data":{"n":2,"name":"y"}}""", "/one")]
    [InlineData("""{"type":"one","data":{"n":1,"name":"xy"}}""", "/two")]
    [InlineData("""{"type":"z","source":"two","data":{"n":1,"name":"y"}}""", "/two")]
    [InlineData("""{"type":"z","data":{"n":1,"name":"y"}}""", "/three")]
    public async Task Rules_AreTriedInOrder_AndAnEmptyOneAlwaysHits(string incoming, string path)
    {
        var bed = await BedAsync();
        var id = Guid.NewGuid().ToString("N");

        await bed.PublishAsync("rules", incoming.Insert(1, $"\"id\":\"{id}\","), "application/cloudevents+json");

        await Testing.Eventually.True(() => bed.App.Of(path).Any(call => call.Body.Contains(id, StringComparison.Ordinal)), TimeSpan.FromSeconds(10), $"{id} at {path}");
    }

    [Fact]
    public async Task NoHit_AndNoDefault_IsCopiedToTheDeadLetterTopic()
    {
        var bed = await BedAsync();

        await bed.PublishAsync("nobody", "1");

        Assert.Equal("nobody", (await bed.EventAsync("/nobody.dead")).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task NoHit_WithoutDeadLetterTopic_IsAcknowledged()
    {
        var bed = await BedAsync();

        await bed.PublishAsync("silent", "1");
        await bed.PublishAsync("silent", """{"type":"marker","data":1}""", "application/cloudevents+json");

        Assert.Equal("marker", (await bed.EventAsync("/some")).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("failing")]
    [InlineData("strict")]
    public async Task RuleThatCannotBeAnswered_IsNoMatchAndNoDefault_ButADeadLetter(string topic)
    {
        var bed = await BedAsync();

        await bed.PublishAsync(topic, "{}");
        await bed.EventAsync($"/{topic}.dead");

        Assert.Empty(bed.App.Of("/" + topic));
    }

    [Theory]
    [InlineData("granted", true)]
    [InlineData("hidden", false)]
    [InlineData("guarded", false)]
    [InlineData("unlisted", false)]
    public async Task SubscriptionThatTheScopesForbid_IsSkipped_AndTheOthersAreMade(string topic, bool allowed)
    {
        var bed = await BedAsync();
        var listed = (await (await bed.Sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).GetProperty("subscriptions").EnumerateArray()
            .Where(one => one.GetProperty("pubsubname").GetString() is "closed" or "allowing").Select(one => one.GetProperty("topic").GetString());
        Assert.Contains(topic, listed);

        await bed.Sidecar.PostAsync($"/v1.0/publish/{(topic == "unlisted" ? "allowing" : "closed")}/{topic}", "1");
        await bed.Sidecar.PostAsync("/v1.0/publish/closed/granted", "2");
        await bed.App.WaitForAsync("/granted");

        Assert.Equal(allowed, bed.App.Of("/" + topic).Length > 0);
    }

    [Fact]
    public async Task InMemory_TakesATrailingStar()
    {
        var bed = await BedAsync();

        await bed.PublishAsync("wild-west", "1");

        Assert.Equal("wild-west", (await bed.EventAsync("/all")).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Metadata_ListsSubscriptions_WithKindRulesAndDeadLetterTopic()
    {
        var bed = await BedAsync();

        var all = (await (await bed.Sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).GetProperty("subscriptions").EnumerateArray().ToDictionary(one => one.GetProperty("topic").GetString()!);

        Assert.Equal("PROGRAMMATIC", all["ruled"].GetProperty("type").GetString());
        Assert.Equal("ruled.dead", all["ruled"].GetProperty("deadLetterTopic").GetString());
        Assert.Equal("v", all["ruled"].GetProperty("metadata").GetProperty("k").GetString());
        Assert.Equal(["/ruled-a", "/ruled"], all["ruled"].GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("path").GetString()));
        Assert.Equal("DECLARATIVE", all["v1"].GetProperty("type").GetString());
        Assert.DoesNotContain("noroute", all.Keys);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(500, "")]
    [InlineData(200, "{")]
    [InlineData(200, "[]")]
    public async Task AppWithoutUsableSubscriptions_IsServedAllTheSame(int status, string body)
    {
        await using var app = (await TestApp.StartAsync()).On("/dapr/subscribe", status, body).On("/in", 200);
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in")), app);

        await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1");

        await app.WaitForAsync("/in");
    }

    [Fact]
    public async Task DisabledInitEndpoint_IsNotAsked()
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in")), app, null, "--disable-init-endpoints=subscribe");

        await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1");
        await app.WaitForAsync("/in");

        Assert.Empty(app.Of("/dapr/subscribe"));
    }

    [Theory]
    [InlineData("other", 0)]
    [InlineData("mine", 1)]
    public async Task ScopesOfASubscription_NameTheAppsItIsFor(string scope, int expected)
    {
        await using var app = (await TestApp.StartAsync()).On("/in", 200).On("/always", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(Yaml.Component("pubsub", Brokers.InMemory), Yaml.Subscription("t", "/in") + $"scopes: [{scope}]\n", Yaml.Subscription("u", "/always")), app, "mine");

        await sidecar.PostAsync("/v1.0/publish/pubsub/t", "1");
        await sidecar.PostAsync("/v1.0/publish/pubsub/u", expected.ToString(CultureInfo.InvariantCulture));
        await app.WaitForAsync("/always");

        Assert.Equal(expected, app.Of("/in").Length);
    }
}
