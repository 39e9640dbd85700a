using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>The Prometheus names that dashboards for Dapr read.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Page_AfterCalls_CountsThemUnderTheNamesOfDapr()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200).On("/events", 200);
        await using var sidecar = await SidecarProcess.StartAsync(
            Yaml.Join(Yaml.Component("statestore", "state.in-memory"), Yaml.Component("pubsub", "pubsub.in-memory"), Yaml.Subscription("topic", "/events")), app);
        await sidecar.GetAsync($"/v1.0/invoke/{sidecar.AppId}/method/x");
        await sidecar.PostAsync("/v1.0/publish/pubsub/topic", "{}");
        await sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"k","value":1}]""");
        await sidecar.GetAsync("/v1.0/state/statestore/k");
        await app.WaitForAsync("/events");

        var lines = await PageAsync(sidecar);

        foreach (var name in (string[])
        [
            "dapr_http_server_request_count", "dapr_http_server_response_count", "dapr_http_server_latency_bucket", "dapr_http_server_latency_sum",
            "dapr_http_client_completed_count", "dapr_http_client_roundtrip_latency_count", "dapr_component_pubsub_egress_count",
            "dapr_component_pubsub_ingress_count", "dapr_component_pubsub_ingress_latencies_count", "dapr_runtime_component_init_total",
            "dapr_component_state_count", "dapr_component_state_latencies_bucket", "dapr_http_server_request_bytes_count", "dapr_http_client_sent_bytes_count",
        ])
        {
            Assert.Contains(lines, line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains($"app_id=\"{sidecar.AppId}\"", StringComparison.Ordinal));
        }
        Assert.Contains(lines, line => line.StartsWith("dapr_component_pubsub_egress_count{", StringComparison.Ordinal)
            && line.Contains("component=\"pubsub\"", StringComparison.Ordinal) && line.Contains("topic=\"topic\"", StringComparison.Ordinal) && line.Contains("success=\"true\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WithPathMatching_NamesTheGroup()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Config = Yaml.Configuration("  metrics:\n    http:\n      increasedCardinality: false\n      pathMatching:\n        - /v1.0/state/{store}/{key}\n"),
            Resources = Yaml.Component("statestore", "state.in-memory"),
        });
        await sidecar.GetAsync("/v1.0/state/statestore/a");
        await sidecar.GetAsync("/v1.0/state/statestore/b");

        var lines = await PageAsync(sidecar);

        var line = Assert.Single(lines, one => one.StartsWith("dapr_http_server_request_count{", StringComparison.Ordinal) && one.Contains("path=\"/v1.0/state/{store}/{key}\"", StringComparison.Ordinal));
        Assert.EndsWith(" 2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_CountsCallsBetweenAppsOnBothSides()
    {
        await using var plane = await ControlPlane.StartAsync();
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200);
        await using var callee = await SidecarProcess.StartAsync(new SidecarSettings { App = app, Flags = plane.Flags });
        await using var caller = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Flags = plane.Flags,
            Resources = Yaml.Resiliency($"  policies:\n    timeouts:\n      t: 30s\n  targets:\n    apps:\n      {callee.AppId}: {{timeout: t}}\n"),
        });
        await OpenClaw.Testing.Eventually.AsyncTrue(
            async token => (await caller.Http.GetAsync($"/v1.0/invoke/{callee.AppId}/method/x", token)).IsSuccessStatusCode, TimeSpan.FromSeconds(30), "a call passes");

        var (sent, received) = (await PageAsync(caller), await PageAsync(callee));

        Assert.Contains(sent, line => line.StartsWith("dapr_runtime_service_invocation_req_sent_total{", StringComparison.Ordinal) && line.Contains($"dst_app_id=\"{callee.AppId}\"", StringComparison.Ordinal));
        Assert.Contains(sent, line => line.StartsWith("dapr_runtime_service_invocation_res_recv_total{", StringComparison.Ordinal) && line.Contains("status=\"200\"", StringComparison.Ordinal));
        Assert.Contains(sent, line => line.StartsWith("dapr_resiliency_count{", StringComparison.Ordinal) && line.Contains("policy=\"timeout\"", StringComparison.Ordinal));
        Assert.Contains(received, line => line.StartsWith("dapr_runtime_service_invocation_req_recv_total{", StringComparison.Ordinal) && line.Contains($"src_app_id=\"{caller.AppId}\"", StringComparison.Ordinal));
    }

    private static async Task<string[]> PageAsync(SidecarProcess sidecar)
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri($"http://127.0.0.1:{sidecar.MetricsPort}/metrics"))).Split('\n');
    }
}
