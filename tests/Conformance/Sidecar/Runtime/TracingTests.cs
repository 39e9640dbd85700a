using System.Net;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>HTTP reference 15: trace context in and out, export.</summary>
public sealed class TracingTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";

    [Fact]
    public async Task Context_GoesToTheAppAndComesBack()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200);
        await using var sidecar = await SidecarProcess.StartAsync("", app);

        var answer = await sidecar.SendAsync(HttpMethod.Get, $"/v1.0/invoke/{sidecar.AppId}/method/x", headers: [("traceparent", Parent), ("tracestate", "vendor=1"), ("baggage", "team=platform;p=1, k=v")]);

        var headers = app.Of("/x").Single().Headers;
        Assert.StartsWith($"00-{TraceId}-", headers["traceparent"], StringComparison.Ordinal);
        Assert.NotEqual(Parent, headers["traceparent"]);
        Assert.Equal("vendor=1", headers["tracestate"]);
        Assert.Contains("team=platform", headers["baggage"], StringComparison.Ordinal);
        Assert.StartsWith($"00-{TraceId}-", answer.Header("traceparent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_WithoutAny_IsStarted()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("statestore", "state.in-memory"));

        var answer = await sidecar.GetAsync("/v1.0/state/statestore/k");

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", answer.Header("traceparent"));
    }

    [Fact]
    public async Task Baggage_ThatIsNotValid_Is400()
    {
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Component("statestore", "state.in-memory"));

        var answer = await sidecar.SendAsync(HttpMethod.Get, "/v1.0/state/statestore/k", headers: ("baggage", "no equals sign"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("environment")]
    [InlineData("configuration")]
    public async Task Export_OverOtlpHttp_SendsSpans(string form)
    {
        await using var collector = await TestApp.StartAsync();
        collector.On("/v1/traces", 200);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("statestore", "state.in-memory"),
            Config = Yaml.Configuration("  tracing:\n    samplingRate: \"1\"\n" + (form == "environment" ? "" : $"    otel:\n      endpointAddress: 127.0.0.1:{collector.Port}\n      isSecure: false\n      protocol: http\n")),
            Environment = form != "environment" ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{collector.Port}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
        });

        await sidecar.SendAsync(HttpMethod.Get, "/v1.0/state/statestore/k", headers: ("traceparent", Parent));

        var export = await collector.WaitForAsync("/v1/traces");
        Assert.Equal("application/x-protobuf", export[0].Headers["Content-Type"]);
        Assert.NotEmpty(export[0].Bytes);
    }

    [Fact]
    public async Task Export_ToZipkin_SendsSpans()
    {
        await using var collector = await TestApp.StartAsync();
        collector.On("/api/v2/spans", 202);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("statestore", "state.in-memory"),
            Config = Yaml.Configuration($"  tracing:\n    samplingRate: \"1\"\n    zipkin:\n      endpointAddress: http://127.0.0.1:{collector.Port}/api/v2/spans\n"),
        });

        await sidecar.SendAsync(HttpMethod.Get, "/v1.0/state/statestore/k", headers: ("traceparent", Parent));

        var export = await collector.WaitForAsync("/api/v2/spans");
        Assert.Contains(TraceId, export[0].Body, StringComparison.Ordinal);
    }
}
