using System.Net;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 1: tokens, protocols, limits and lists of the API itself.</summary>
public sealed class ApiServerTests
{
    [Fact]
    public async Task ApiToken_IsDemandedEverywhereButAtHealth()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" } });
        using var stranger = new HttpClient { BaseAddress = sidecar.Http.BaseAddress };

        foreach (var path in (string[])["/v1.0/metadata", "/v1.0/state/x/y", "/unknown"])
        {
            var refused = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("invalid api token", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await (await stranger.GetAsync("/v1.0/healthz")).IsEmptyAsync();
        await (await stranger.GetAsync("/v1.0/healthz/outbound")).IsEmptyAsync();
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).StatusCode);
    }

    [Fact]
    public async Task ApiToken_IsNotPassedOnToTheApp()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { App = app, Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" } });

        await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x");

        Assert.DoesNotContain("dapr-api-token", app.Of("/x").Single().Headers.Keys);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Protocol_Http11AndCleartextHttp2_AreServedOnOnePort(string version)
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/metadata") { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        var answer = await sidecar.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, new Version(version)), (answer.StatusCode, answer.Version));
    }

    [Fact]
    public async Task Path_RepeatedAndTrailingSlashes_AreForgiven()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings());

        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0//metadata")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata/")).StatusCode);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsAReadErrorAndNot413()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { Resources = Yaml.Component("statestore", "state.in-memory"), Flags = ["--max-body-size", "1Ki"] });

        var answer = await sidecar.PostAsync("/v1.0/state/statestore", $$"""[{"key":"k","value":"{{new string('x', 4096)}}"}]""");

        await answer.IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
        await (await sidecar.GetAsync("/v1.0/healthz")).IsEmptyAsync();
    }

    [Theory]
    [InlineData("allowed", "{name: state, version: v1, protocol: http}", "/v1.0/state/statestore/k", "/v1.0/metadata")]
    [InlineData("allowed", "{name: metadata, version: v1.0, protocol: http}", "/v1.0/metadata", "/v1.0/state/statestore/k")]
    [InlineData("denied", "{name: state, version: v1.0, protocol: http}", "/v1.0/metadata", "/v1.0/state/statestore/k")]
    [InlineData("denied", "{name: state/statestore, version: v1.0, protocol: http}", "/v1.0/state/other/k", "/v1.0/state/statestore/k")]
    public async Task ApiLists_KeepAwayWhatTheyName(string list, string rule, string open, string closed)
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Join(Yaml.Component("statestore", "state.in-memory"), Yaml.Component("other", "state.in-memory")),
            Config = Yaml.Configuration($"  api:\n    {list}:\n      - {rule}\n"),
        });

        Assert.True((int)(await sidecar.GetAsync(open)).StatusCode < 300);
        await (await sidecar.GetAsync(closed)).IsErrorAsync(404, "ERR_DIRECT_INVOKE");
        await (await sidecar.GetAsync("/v1.0/healthz")).IsEmptyAsync();
    }

    [Fact]
    public async Task ApiLists_RuleWithoutProtocol_MatchesNothing()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Config = Yaml.Configuration("  api:\n    denied:\n      - {name: metadata, version: v1.0}\n"),
        });

        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).StatusCode);
    }
}
