using System.Net;
using System.Text.Json;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 13: metadata, health, shutdown.</summary>
public sealed class MetadataTests
{
    [Fact]
    public async Task Metadata_NamesWhatIsLoaded()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/healthz", 200).On("/dapr/subscribe", 200, """[{"pubsubname":"pubsub","topic":"asked","route":"/asked"}]""");
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = app,
            Flags = ["--enable-app-health-check", "--app-health-probe-interval", "7", "--app-max-concurrency", "3"],
            Config = Yaml.Configuration("  features:\n    - {name: ActorStateTTL, enabled: true}\n"),
            Resources = Yaml.Join(
                Yaml.Component("statestore", "state.in-memory"), Yaml.Component("pubsub", "pubsub.in-memory"),
                Yaml.Subscription("declared", "/declared", deadLetter: "declared.dead"),
                "apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: outside\nspec:\n  baseUrl: http://127.0.0.1:1\n",
                Yaml.Resiliency("  policies:\n    timeouts:\n      t: 1s\n", "rules")),
        });

        var page = await (await sidecar.GetAsync("/v1.0/metadata")).JsonAsync();

        Assert.Equal(sidecar.AppId, page.GetProperty("id").GetString());
        Assert.StartsWith("1.", page.GetProperty("runtimeVersion").GetString(), StringComparison.Ordinal);
        Assert.Contains("ActorStateTTL", page.GetProperty("enabledFeatures").EnumerateArray().Select(one => one.GetString()));
        var store = page.GetProperty("components").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "statestore");
        Assert.Equal(("state.in-memory", "v1"), (store.GetProperty("type").GetString(), store.GetProperty("version").GetString()));
        Assert.Superset(new HashSet<string?> { "ETAG", "TRANSACTIONAL", "TTL", "ACTOR" }, store.GetProperty("capabilities").EnumerateArray().Select(one => one.GetString()).ToHashSet());
        var subscriptions = page.GetProperty("subscriptions").EnumerateArray().ToDictionary(one => one.GetProperty("topic").GetString()!);
        Assert.Equal("DECLARATIVE", subscriptions["declared"].GetProperty("type").GetString());
        Assert.Equal("declared.dead", subscriptions["declared"].GetProperty("deadLetterTopic").GetString());
        Assert.Equal("PROGRAMMATIC", subscriptions["asked"].GetProperty("type").GetString());
        Assert.Equal("outside", page.GetProperty("httpEndpoints")[0].GetProperty("name").GetString());
        Assert.Equal("rules", page.GetProperty("resiliencies")[0].GetProperty("name").GetString());
        var connection = page.GetProperty("appConnectionProperties");
        Assert.Equal((app.Port, "http", 3), (connection.GetProperty("port").GetInt32(), connection.GetProperty("protocol").GetString(), connection.GetProperty("maxConcurrency").GetInt32()));
        Assert.Equal("7s", connection.GetProperty("health").GetProperty("healthProbeInterval").GetString());
    }

    [Fact]
    public async Task Metadata_Put_ShowsUpUnderExtended()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());

        await (await sidecar.SendAsync(HttpMethod.Put, "/v1.0/metadata/team", "platform", "text/plain")).IsEmptyAsync();

        var extended = (await (await sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).GetProperty("extended");
        Assert.Equal("platform", extended.GetProperty("team").GetString());
        Assert.Equal(JsonValueKind.String, extended.GetProperty("daprRuntimeVersion").ValueKind);
    }

    [Fact]
    public async Task Health_BeforeTheAppIsUp_IsOutboundOnly()
    {
        var port = FreePorts.Next();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { Flags = ["--app-port", $"{port}"], WaitFor = SidecarSettings.OutboundReady });

        await (await sidecar.GetAsync("/v1.0/healthz")).IsErrorAsync(500, "ERR_HEALTH_NOT_READY");
        await using var app = await TestApp.StartAsync(port);
        await sidecar.WaitAsync("/v1.0/healthz");

        Assert.NotEmpty(app.Of("/dapr/config"));
        Assert.NotEmpty(app.Of("/dapr/subscribe"));
    }

    [Fact]
    public async Task Health_OfAnotherAppId_Is500()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());

        await (await sidecar.GetAsync($"/v1.0/healthz?appid={sidecar.AppId}")).IsEmptyAsync();
        await (await sidecar.GetAsync("/v1.0/healthz?appid=other")).IsErrorAsync(500, "ERR_HEALTH_APPID_NOT_MATCH");
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    public async Task Shutdown_EndsTheProcess(string force)
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());
        (string, string)[] headers = force.Length > 0 ? [("dapr-force-shutdown", force)] : [];

        await (await sidecar.SendAsync(HttpMethod.Post, "/v1.0/shutdown", headers: headers)).IsEmptyAsync();

        await Eventually.True(() => sidecar.HasExited, TimeSpan.FromSeconds(15), "it ends", () => sidecar.Output);
    }

    [Fact]
    public async Task Stop_LetsACallInHandFinishWithinTheGracePeriod()
    {
        await using var app = await TestApp.StartAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.On("/slow", async (context, _) =>
        {
            entered.SetResult();
            await release.Task;
            context.Response.StatusCode = 200;
        });
        await using var sidecar = await SidecarProcess.StartAsync("", app, null, "--dapr-graceful-shutdown-seconds", "20");
        var call = sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/slow");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var stopped = sidecar.StopAsync(TimeSpan.FromSeconds(30));
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/healthz", token)).StatusCode != HttpStatusCode.NoContent, TimeSpan.FromSeconds(10), "it no longer is ready");
        await Task.WhenAny(call, Task.Delay(TimeSpan.FromSeconds(4)));
        Assert.False(call.IsCompleted, "more than three seconds are no reason to give a call up");
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        await stopped;
    }

    [Fact]
    public async Task Stop_WithBlockDuration_ServesUntilTheAppIsUnhealthy()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/healthz", 200).On("/x", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            "", app, null, "--dapr-block-shutdown-duration", "30s", "--enable-app-health-check", "--app-health-probe-interval", "1", "--app-health-threshold", "1");

        sidecar.Signal("TERM");
        await Task.Delay(TimeSpan.FromSeconds(1));
        var answer = await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x");
        app.On("/healthz", 500);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Eventually.True(() => sidecar.HasExited, TimeSpan.FromSeconds(15), "it ends when the app is unhealthy", () => sidecar.Output);
    }
}
