using System.Net;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>components.md 1.1: what is read, what stops the start, what is exchanged while running.</summary>
public sealed class ResourceFileTests
{
    [Fact]
    public async Task Start_DuplicateComponentNames_Fails()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Join(Yaml.Component("twice", "state.in-memory"), Yaml.Component("twice", "pubsub.in-memory")),
            WaitFor = "",
        });

        Assert.Contains("twice", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownComponentType_FailsUnlessItsErrorsAreIgnored()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings { Resources = Yaml.Component("odd", "state.nosuchthing"), WaitFor = "" });
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("odd", "state.nosuchthing", "v1", "  ignoreErrors: true\n"));

        Assert.Contains("state.nosuchthing", output, StringComparison.Ordinal);
        Assert.Empty((await (await sidecar.GetAsync("/v1.0/metadata")).JsonAsync()).TryGetProperty("components", out var list) ? list.EnumerateArray() : []);
    }

    [Fact]
    public async Task Start_DocumentThatIsNotYaml_IsSkippedAndTheOthersLoad()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join("apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: [broken\n", Yaml.Component("good", "state.in-memory")));

        await (await sidecar.PostAsync("/v1.0/state/good", "[]")).IsEmptyAsync();
    }

    [Fact]
    public async Task Start_ResourceOfAnotherApp_IsNotLoaded()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(Yaml.Component("mine", "state.in-memory"), Yaml.Component("theirs", "state.in-memory") + "scopes:\n  - someone-else\n"));

        await (await sidecar.GetAsync("/v1.0/state/theirs/k")).IsErrorAsync(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task Reload_Components_AreExchangedInPlace()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("first", "state.in-memory"));
        await (await sidecar.PostAsync("/v1.0/state/first", """[{"key":"k","value":1}]""")).IsEmptyAsync();

        sidecar.WriteResources(Yaml.Join(Yaml.Component("first", "state.in-memory"), Yaml.Component("second", "state.in-memory")));
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/state/second/k", token)).StatusCode == HttpStatusCode.NoContent, TimeSpan.FromSeconds(15), "the new store is there");
        var kept = await (await sidecar.GetAsync("/v1.0/state/first/k")).Content.ReadAsStringAsync();
        sidecar.WriteResources(Yaml.Component("second", "state.in-memory"));

        Assert.Equal("1", kept);
        await Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/state/first/k", token)).StatusCode == HttpStatusCode.BadRequest, TimeSpan.FromSeconds(15), "the removed store is gone");
    }

    [Fact]
    public async Task Reload_Subscriptions_AreExchangedInPlace()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/one", 200).On("/two", 200);
        var pubsub = Yaml.Component("pubsub", "pubsub.in-memory");
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(pubsub, Yaml.Subscription("topic", "/one")), app);
        await (await sidecar.PostAsync("/v1.0/publish/pubsub/topic", "1")).IsEmptyAsync();
        await app.WaitForAsync("/one");

        sidecar.WriteResources(Yaml.Join(pubsub, Yaml.Subscription("topic", "/two")));

        await Eventually.AsyncTrue(
            async token =>
            {
                using var none = new ByteArrayContent([]);
                await sidecar.Http.PostAsync("/v1.0/publish/pubsub/topic", none, token);
                return app.Of("/two").Length > 0;
            },
            TimeSpan.FromSeconds(15), "events take the new route");
    }

    [Fact]
    public async Task Reload_Resiliency_RestartsTheRuntimeInTheProcess()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/x", 500);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { AppId = "reloaded-app", App = app });
        await sidecar.GetAsync("/v1.0/invoke/reloaded-app/method/x");
        Assert.Single(app.Of("/x"));

        sidecar.WriteResources(Yaml.Resiliency("  policies:\n    retries:\n      twice: {policy: constant, duration: 10ms, maxRetries: 2}\n  targets:\n    apps:\n      reloaded-app: {retry: twice}\n"));

        await Eventually.AsyncTrue(
            async token =>
            {
                var before = app.Of("/x").Length;
                await sidecar.Http.GetAsync("/v1.0/invoke/reloaded-app/method/x", token);
                return app.Of("/x").Length == before + 3;
            },
            TimeSpan.FromSeconds(20), "the new policy is in force");
        Assert.False(sidecar.HasExited);
    }

    [Fact]
    public async Task Reload_FilesThatAreWrong_ChangeNothing()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("kept", "state.in-memory"));
        await (await sidecar.PostAsync("/v1.0/state/kept", """[{"key":"k","value":1}]""")).IsEmptyAsync();

        sidecar.WriteResources(Yaml.Join(Yaml.Component("kept", "state.in-memory"), Yaml.Component("twice", "state.in-memory"), Yaml.Component("twice", "state.in-memory")));
        await Eventually.True(() => sidecar.Output.Contains("twice", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "it says why", () => sidecar.Output);

        Assert.Equal("1", await (await sidecar.GetAsync("/v1.0/state/kept/k")).Content.ReadAsStringAsync());
        Assert.False(sidecar.HasExited);
    }
}
