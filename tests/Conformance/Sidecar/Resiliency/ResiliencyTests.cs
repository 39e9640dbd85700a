using System.Diagnostics;
using System.Net;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Resiliency;

/// <summary>components.md 9: policies, targets, order, matching, breakers, defaults.</summary>
public sealed class ResiliencyTests
{
    private const string Target = "resilient-app";

    private static string Rules(string policies, string targets) => Yaml.Resiliency($"  policies:\n{policies}  targets:\n{targets}");

    private static string Apps(string what, string name = Target) => $"    apps:\n      {name}: {what}\n";

    private static async Task<(TestApp App, SidecarProcess Sidecar)> StartAsync(string rules, string extra = "", params string[] flags)
    {
        var app = await TestApp.StartAsync();
        var resources = extra.Length > 0 ? Yaml.Join(rules, extra) : rules;
        return (app, await SidecarProcess.StartAsync(new SidecarSettings { AppId = Target, App = app, Resources = resources, Flags = flags }));
    }

    private static Task<HttpResponseMessage> CallAsync(SidecarProcess sidecar, string path = "x", string app = Target) => sidecar.GetAsync($"/v1.0/invoke/{app}/method/{path}");

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(401)]
    public async Task Retry_AppStatusOutside200To399_IsRepeatedAndTheLastAnswerReturned(int status)
    {
        var (app, sidecar) = await StartAsync(Rules("    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 2}\n", Apps("{retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", status, "last");

        var answer = await CallAsync(sidecar);

        Assert.Equal((status, "last"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(3, app.Of("/x").Length);
    }

    [Theory]
    [InlineData("429,500-599", 503, 3)]
    [InlineData("429,500-599", 429, 3)]
    [InlineData("429,500-599", 404, 1)]
    public async Task Retry_Matching_DecidesByStatus(string codes, int status, int calls)
    {
        var (app, sidecar) = await StartAsync(Rules($"    retries:\n      r: {{policy: constant, duration: 10ms, maxRetries: 2, matching: {{httpStatusCodes: \"{codes}\"}}}}\n", Apps("{retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", status);

        await CallAsync(sidecar);

        Assert.Equal(calls, app.Of("/x").Length);
    }

    [Theory]
    [InlineData("600")]
    [InlineData("500-400")]
    [InlineData("5xx")]
    public async Task Retry_MatchingThatIsNoList_RefusesTheWholeResourceAndTheSidecarLives(string codes)
    {
        var (app, sidecar) = await StartAsync(Rules($"    retries:\n      r: {{policy: constant, duration: 10ms, maxRetries: 2, matching: {{httpStatusCodes: \"{codes}\"}}}}\n", Apps("{retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);

        await CallAsync(sidecar);

        Assert.Single(app.Of("/x"));
    }

    [Fact]
    public async Task Retry_Exponential_WaitsLongerEachTime()
    {
        var (app, sidecar) = await StartAsync(Rules("    retries:\n      r: {policy: exponential, maxInterval: 10s, maxRetries: 2}\n", Apps("{retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);

        var started = Stopwatch.GetTimestamp();
        await CallAsync(sidecar);

        Assert.Equal(3, app.Of("/x").Length);
        // 500 ms ± 50 % and 750 ms ± 50 %.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 600, 10_000);
    }

    [Fact]
    public async Task Retry_StreamedRequest_IsSentOnce()
    {
        var (app, sidecar) = await StartAsync(Rules("    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 3}\n", Apps("{retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);
        using var content = new Invocation.PushContent();
        await content.WriteAsync("part");
        content.Complete();

        await sidecar.Http.PostAsync($"/v1.0/invoke/{Target}/method/x", content);

        Assert.Single(app.Of("/x"));
    }

    [Fact]
    public async Task Timeout_AppThatNeverAnswers_Is500PerAttempt()
    {
        var (app, sidecar) = await StartAsync(Rules(
            "    timeouts:\n      t: 200ms\n    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 1}\n", Apps("{timeout: t, retry: r}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

        await (await CallAsync(sidecar)).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

        Assert.Equal(2, app.Of("/x").Length);
        await (await sidecar.GetAsync("/v1.0/healthz")).IsEmptyAsync();
    }

    [Fact]
    public async Task Breaker_OpensAfterItsTripAndClosesByATrial()
    {
        var (app, sidecar) = await StartAsync(Rules("    circuitBreakers:\n      b: {maxRequests: 1, timeout: 1s, trip: consecutiveFailures >= 3}\n", Apps("{circuitBreaker: b}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500).On("/y", 200);

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await CallAsync(sidecar)).StatusCode);
        }
        await (await CallAsync(sidecar)).IsErrorAsync(500, "ERR_DIRECT_INVOKE");
        Assert.Equal(3, app.Of("/x").Length);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(sidecar, "y")).StatusCode);

        app.On("/x", 200);
        await Eventually.AsyncTrue(async _ => (await CallAsync(sidecar)).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(15), "a trial closes it");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(sidecar)).StatusCode);
    }

    [Fact]
    public async Task Breaker_TripByRatio_ReadsItsCounters()
    {
        var (app, sidecar) = await StartAsync(Rules("    circuitBreakers:\n      b: {timeout: 30s, trip: requests >= 4 && totalFailures * 100 / requests > 50}\n", Apps("{circuitBreaker: b}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 200);
        await CallAsync(sidecar);
        app.On("/x", 500);
        for (var call = 0; call < 3; call++)
        {
            await CallAsync(sidecar);
        }

        await (await CallAsync(sidecar)).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

        Assert.Equal(4, app.Of("/x").Length);
    }

    [Fact]
    public async Task Order_BreakerInsideRetry_CountsEachAttemptAndEndsTheLoop()
    {
        var (app, sidecar) = await StartAsync(Rules(
            "    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 10}\n    circuitBreakers:\n      b: {timeout: 30s, trip: consecutiveFailures >= 3}\n", Apps("{retry: r, circuitBreaker: b}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);

        await (await CallAsync(sidecar)).IsErrorAsync(500, "ERR_DIRECT_INVOKE");

        Assert.Equal(3, app.Of("/x").Length);
    }

    [Theory]
    [InlineData("DefaultAppRetryPolicy")]
    [InlineData("DefaultRetryPolicy")]
    public async Task Default_ByName_AppliesToAppsThatAreNotListed(string name)
    {
        var (app, sidecar) = await StartAsync(Yaml.Resiliency($"  policies:\n    retries:\n      {name}: {{policy: constant, duration: 10ms, maxRetries: 2}}\n"));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);

        await CallAsync(sidecar);

        Assert.Equal(3, app.Of("/x").Length);
    }

    [Fact]
    public async Task Default_ListedTarget_UsesOnlyWhatIsWrittenForIt()
    {
        var (app, sidecar) = await StartAsync(Rules("    timeouts:\n      t: 10s\n    retries:\n      DefaultRetryPolicy: {policy: constant, duration: 10ms, maxRetries: 2}\n", Apps("{timeout: t}")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/x", 500);

        await CallAsync(sidecar);

        Assert.Single(app.Of("/x"));
    }

    [Fact]
    public async Task Target_HttpEndpoint_IsRepeatedByItsName()
    {
        await using var outside = await TestApp.StartAsync();
        outside.On("/v", 503);
        var (app, sidecar) = await StartAsync(
            Rules("    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 2}\n", Apps("{retry: r}", "vendor")),
            $"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: vendor\nspec:\n  baseUrl: http://127.0.0.1:{outside.Port}\n");
        await using var _ = app;
        await using var __ = sidecar;

        var answer = await CallAsync(sidecar, "v", "vendor");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(3, outside.Of("/v").Length);
    }

    [Fact]
    public async Task Target_ComponentInbound_RepeatsDeliveries()
    {
        var (app, sidecar) = await StartAsync(
            Rules("    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 2}\n", "    components:\n      pubsub:\n        inbound: {retry: r}\n"),
            Yaml.Join(Yaml.Component("pubsub", "pubsub.in-memory"), Yaml.Subscription("topic", "/events")));
        await using var _ = app;
        await using var __ = sidecar;
        app.On("/events", 500);

        await (await sidecar.PostAsync("/v1.0/publish/pubsub/topic", "{}")).IsEmptyAsync();

        await app.WaitForAsync("/events", 3);
    }

    [Fact]
    public async Task Target_ComponentOutbound_RepeatsOperations()
    {
        await using var outside = await TestApp.StartAsync();
        outside.On("/hook", 500);
        var (app, sidecar) = await StartAsync(
            Rules("    retries:\n      r: {policy: constant, duration: 10ms, maxRetries: 2}\n", "    components:\n      hook:\n        outbound: {retry: r}\n"),
            Yaml.Component("hook", "bindings.http", ("url", $"http://127.0.0.1:{outside.Port}/hook")));
        await using var _ = app;
        await using var __ = sidecar;

        await (await sidecar.PostAsync("/v1.0/bindings/hook", """{"operation":"post","data":1}""")).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");

        Assert.Equal(3, outside.Of("/hook").Length);
    }

    [Fact]
    public async Task BuiltIn_UnlistedAppThatIsAway_IsTriedAgainUntilItIsBack()
    {
        await using var plane = await ControlPlane.ForNamesAsync();
        await using var caller = await SidecarProcess.StartAsync(new SidecarSettings { Flags = plane.Flags });
        var call = caller.GetAsync("/v1.0/invoke/late-app/method/x");
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200, "there");
        await using var callee = await SidecarProcess.StartAsync(new SidecarSettings { AppId = "late-app", App = app, Flags = plane.Flags });

        var answer = await call;

        // Whether it was back in time depends on the machine; it must be tried again then, and not be repeated after an answer.
        await Eventually.AsyncTrue(async _ => (await caller.GetAsync("/v1.0/invoke/late-app/method/x")).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(20), "it is found");
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError);
    }
}
