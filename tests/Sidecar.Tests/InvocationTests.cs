using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using OpenClaw.Sidecar.Placement;
using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Tests;

/// <summary>Service invocation between sidecars that know each other through the placement process.</summary>
public sealed class InvocationTests
{
    private static async Task<(IHost Host, string Address)> PlacementAsync()
    {
        var port = FreePorts.Next();
        var host = PlacementServer.Build(port, "127.0.0.1", "error");
        await host.StartAsync();
        return (host, $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Invoke_AnotherApp_PassesTheCallOnWithTheCallersIdentity()
    {
        var (placement, address) = await PlacementAsync();
        using var _ = placement;
        await using var app = (await TestApp.StartAsync()).On("/api/echo me", async (context, call) =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["x-answer"] = "yes";
            await context.Response.WriteAsync(call.Body);
        });
        await using var callee = await TestSidecar.StartAsync("", "callee", app, options => options with { PlacementAddress = address, AppToken = "app-token" });
        await using var caller = await TestSidecar.StartAsync("", "caller", configure: options => options with { PlacementAddress = address });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1.0/invoke/callee/method/api/echo%20me?a=1&b=%2F") { Content = new StringContent("hello") };
        request.Headers.Add("x-mine", "1");
        request.Headers.Add("dapr-caller-app-id", "spoofed");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var answer = await caller.Http.SendAsync(request);

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal("yes", answer.Headers.GetValues("x-answer").Single());
        var call = app.Of("/api/echo me").Single();
        Assert.Equal("PUT", call.Method);
        Assert.Equal("?a=1&b=%2F", call.Query);
        Assert.Equal("1", call.Headers["x-mine"]);
        Assert.Equal("caller", call.Headers["dapr-caller-app-id"]);
        Assert.Equal("callee", call.Headers["dapr-callee-app-id"]);
        Assert.Equal("app-token", call.Headers["dapr-api-token"]);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", call.Headers["traceparent"], StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", call.Headers["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithTwoReplicas_UsesBoth_AndSurvivesTheLossOfOne()
    {
        var (placement, address) = await PlacementAsync();
        using var _ = placement;
        await using var firstApp = (await TestApp.StartAsync()).On("/who", 200, "first");
        await using var secondApp = (await TestApp.StartAsync()).On("/who", 200, "second");
        await using var first = await TestSidecar.StartAsync("", "callee", firstApp, options => options with { PlacementAddress = address });
        await using var second = await TestSidecar.StartAsync("", "callee", secondApp, options => options with { PlacementAddress = address });
        await using var caller = await TestSidecar.StartAsync("", "caller", configure: options => options with { PlacementAddress = address });
        await Eventually.AsyncTrue(
            async token => (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.Http.GetStringAsync("/v1.0/invoke/callee/method/who", token)))).Distinct().Count() == 2,
            TimeSpan.FromSeconds(5), "both replicas are called in turn");

        await firstApp.DisposeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.Http.GetStringAsync("/v1.0/invoke/callee/method/who")));

        Assert.All(answers, answer => Assert.Equal("second", answer));
    }

    [Theory]
    [InlineData("header")]
    [InlineData("basic")]
    public async Task Invoke_TargetNamedByHeader_TakesTheWholePath(string form)
    {
        await using var app = (await TestApp.StartAsync()).On("/x/y", 200, "ok");
        await using var sidecar = await TestSidecar.StartAsync("", "app", app);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x/y");
        if (form == "header")
        {
            request.Headers.Add("dapr-app-id", "app");
        }
        else
        {
            request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("dapr-app-id:app")));
        }

        var answer = await sidecar.Http.SendAsync(request);

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        Assert.False(app.Of("/x/y").Single().Headers.ContainsKey("dapr-app-id"));
        Assert.False(app.Of("/x/y").Single().Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Invoke_UnknownTargetOrNone_GetsTheDocumentedErrors()
    {
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Retry("ghost", 0, "apps"));

        var none = await sidecar.Http.GetAsync("/nowhere");
        var unknown = await sidecar.Http.GetAsync("/v1.0/invoke/ghost/method/x");

        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Contains("ERR_DIRECT_INVOKE", await none.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.InternalServerError, unknown.StatusCode);
        Assert.Contains("ERR_DIRECT_INVOKE", await unknown.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Invoke_HttpEndpoint_AddsItsHeaders_AndRetriesByItsPolicy()
    {
        var failures = 2;
        await using var vendor = (await TestApp.StartAsync()).On("/base/repos", (context, _) =>
        {
            context.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 503 : 200;
            return Task.CompletedTask;
        });
        var endpoint = $"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: vendor\nspec:\n  baseUrl: http://127.0.0.1:{vendor.Port}/base\n  headers:\n    - name: x-key\n      value: k\n";
        await using var sidecar = await TestSidecar.StartAsync(Yaml.Join(endpoint, Yaml.Retry("vendor", 3, "apps")));

        var answer = await sidecar.Http.GetAsync("/v1.0/invoke/vendor/method/repos?page=2");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, vendor.Of("/base/repos").Length);
        Assert.All(vendor.Of("/base/repos"), call => Assert.Equal("k", call.Headers["x-key"]));
        Assert.Equal("?page=2", vendor.Of("/base/repos")[0].Query);
    }

    [Fact]
    public async Task Invoke_WithAStreamedAnswer_PassesChunksOnBeforeTheEnd()
    {
        var gate = new TaskCompletionSource();
        await using var app = (await TestApp.StartAsync()).On("/stream", async (context, _) =>
        {
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await gate.Task;
            await context.Response.WriteAsync("second\n");
        });
        await using var sidecar = await TestSidecar.StartAsync("", "app", app);

        using var answer = await sidecar.Http.GetAsync("/v1.0/invoke/app/method/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5));
        gate.SetResult();

        Assert.Equal("first", first);
        Assert.Equal("second", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Invoke_WithABodyOverTheLimit_Is500()
    {
        await using var app = (await TestApp.StartAsync()).On("/x", 200);
        await using var sidecar = await TestSidecar.StartAsync("", "app", app, options => options with { MaxBodySize = 1000 });

        var answer = await sidecar.PostAsync("/v1.0/invoke/app/method/x", new string('a', 2000));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(app.Of("/x"));
    }

    [Fact]
    public async Task ApiToken_IsDemandedExceptOnHealth()
    {
        await using var sidecar = await TestSidecar.StartAsync("", configure: options => options with { ApiToken = "secret" });

        var without = await sidecar.Http.GetAsync("/v1.0/metadata");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/metadata");
        request.Headers.Add("dapr-api-token", "secret");
        var with = await sidecar.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("text/plain", without.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task Placement_AfterARestart_HoldsEveryHostAgain()
    {
        var port = FreePorts.Next();
        var address = $"127.0.0.1:{port}";
        var placement = PlacementServer.Build(port, "127.0.0.1", "error");
        await placement.StartAsync();
        await using var app = (await TestApp.StartAsync()).On("/x", 200, "ok");
        await using var callee = await TestSidecar.StartAsync("", "callee", app, options => options with { PlacementAddress = address });
        await using var caller = await TestSidecar.StartAsync("", "caller", configure: options => options with { PlacementAddress = address });
        Assert.Equal("ok", await caller.Http.GetStringAsync("/v1.0/invoke/callee/method/x"));
        await placement.StopAsync();
        await placement.DisposeAsync();

        Assert.Equal("ok", await caller.Http.GetStringAsync("/v1.0/invoke/callee/method/x"));
        await using var again = PlacementServer.Build(port, "127.0.0.1", "error");
        await again.StartAsync();

        await using var late = await TestSidecar.StartAsync("", "late", configure: options => options with { PlacementAddress = address });
        await Eventually.AsyncTrue(
            async token => await late.Http.GetStringAsync("/v1.0/invoke/callee/method/x", token) == "ok", TimeSpan.FromSeconds(8), "the returned host is found");
    }
}
