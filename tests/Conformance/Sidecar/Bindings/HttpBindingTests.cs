using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary>HTTP reference 7.1 and the <c>bindings.http</c> rows of components 4.</summary>
public sealed class HttpBindingTests(HttpBindingTests.Fixture fixture) : IClassFixture<HttpBindingTests.Fixture>
{
    public sealed class Fixture : SidecarFixture
    {
        public TestApp Target { get; private set; } = null!;

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            Target = await TestApp.StartAsync();
            Target.On("/base/ok", 200, "{\"fine\":true}").On("/base/empty", 204).On("/base/bad", 418, "{\"why\":\"teapot\"}")
                .On("/base/slow", async (context, _) => await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))
                .On("/base/headers", (context, _) =>
                {
                    context.Response.Headers["X-Answer"] = "yes";
                    return context.Response.WriteAsync("1");
                })
                .On("/base/large", (context, _) => context.Response.WriteAsync(new string('x', 5000)));
            var url = $"http://127.0.0.1:{Target.Port}/base";
            return new SidecarSettings
            {
                Resources = Yaml.Join(
                    Yaml.Component("web", "bindings.http", ("url", url), ("securityToken", "token-1"), ("securityTokenHeader", "X-Security")),
                    Yaml.Component("lenient", "bindings.http", ("url", url), ("errorIfNot2XX", "false")),
                    Yaml.Component("quick", "bindings.http", ("url", url), ("responseTimeout", "300ms")),
                    Yaml.Component("small", "bindings.http", ("url", url), ("maxResponseBodySize", "1000"))),
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (Target is not null)
            {
                await Target.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Invoke_AnswersTheTargetsBody_WithItsMetadataAsHeaders(string verb)
    {
        var sidecar = await fixture.SidecarAsync();

        var answer = await sidecar.SendAsync(HttpMethod.Parse(verb), "/v1.0/bindings/web", """{"operation":"get","metadata":{"path":"/headers"}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("1", await answer.Content.ReadAsStringAsync());
        Assert.Equal("200", answer.Header("metadata.statusCode"));
        Assert.StartsWith("200", answer.Header("metadata.status"));
        Assert.Equal("yes", answer.Header("metadata.X-Answer"));
    }

    [Theory]
    [InlineData("create", "POST")]
    [InlineData("post", "POST")]
    [InlineData("put", "PUT")]
    [InlineData("patch", "PATCH")]
    [InlineData("delete", "DELETE")]
    [InlineData("get", "GET")]
    [InlineData("head", "HEAD")]
    [InlineData("options", "OPTIONS")]
    [InlineData("trace", "TRACE")]
    public async Task Operation_IsTheVerb(string operation, string verb)
    {
        var sidecar = await fixture.SidecarAsync();
        var path = "/verb-" + operation;
        fixture.Target.On("/base" + path, 200);

        var answer = await Invoke(sidecar, "web", operation, path);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(verb, Assert.Single(fixture.Target.Of("/base" + path)).Method);
    }

    [Fact]
    public async Task Data_IsSentAsJson_WithTheDefaultTypes()
    {
        var sidecar = await fixture.SidecarAsync();
        fixture.Target.On("/base/data", 200);

        await sidecar.PostAsync("/v1.0/bindings/web", """{"operation":"create","data":{"a": 1},"metadata":{"path":"/data"}}""");
        await sidecar.PostAsync("/v1.0/bindings/web", """{"operation":"create","data":"text","metadata":{"path":"/data"}}""");

        var calls = fixture.Target.Of("/base/data");
        Assert.Equal(["{\"a\":1}", "\"text\""], calls.Select(call => call.Body));
        Assert.Equal("application/json; charset=utf-8", calls[0].Headers["Content-Type"]);
        Assert.Equal("application/json; charset=utf-8", calls[0].Headers["Accept"]);
    }

    [Fact]
    public async Task Metadata_WithAnUpperCaseLetter_IsAHeader_OthersAreNot()
    {
        var sidecar = await fixture.SidecarAsync();
        fixture.Target.On("/base/meta", 200);

        await sidecar.PostAsync("/v1.0/bindings/web", """{"operation":"create","data":"<a/>","metadata":{"path":"/meta","X-Mine":"1","Content-Type":"application/xml","other":"2"}}""");

        var call = Assert.Single(fixture.Target.Of("/base/meta"));
        Assert.Equal("1", call.Headers["X-Mine"]);
        Assert.Equal("application/xml", call.Headers["Content-Type"]);
        Assert.False(call.Headers.ContainsKey("other"));
        Assert.Equal("token-1", call.Headers["X-Security"]);
    }

    [Fact]
    public async Task Trace_IsHandedOn()
    {
        var sidecar = await fixture.SidecarAsync();
        fixture.Target.On("/base/trace", 200);

        await sidecar.SendAsync(HttpMethod.Post, "/v1.0/bindings/web", """{"operation":"get","metadata":{"path":"/trace"}}""", "application/json",
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        Assert.StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-", Assert.Single(fixture.Target.Of("/base/trace")).Headers["traceparent"]);
    }

    [Fact]
    public async Task Non2xx_Is500_WithTheMetadataStillOnTheAnswer()
    {
        var sidecar = await fixture.SidecarAsync();

        var answer = await Invoke(sidecar, "web", "get", "/bad");

        await answer.IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Equal("418", answer.Header("metadata.statusCode"));
    }

    [Fact]
    public async Task Non2xx_IsASuccess_WhenTheComponentOrTheCallSaysSo()
    {
        var sidecar = await fixture.SidecarAsync();

        var byComponent = await Invoke(sidecar, "lenient", "get", "/bad");
        var byCall = await sidecar.PostAsync("/v1.0/bindings/web", """{"operation":"get","metadata":{"path":"/bad","errorIfNot2XX":"false"}}""");

        Assert.Equal(HttpStatusCode.OK, byComponent.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byCall.StatusCode);
        Assert.Equal("teapot", (await byCall.JsonAsync()).GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("quick", "get", "/slow")]
    [InlineData("small", "get", "/large")]
    [InlineData("web", "juggle", "/ok")]
    [InlineData("web", "", "/ok")]
    [InlineData("nowhere", "get", "/ok")]
    public async Task AnyFailure_Is500(string binding, string operation, string path)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await Invoke(sidecar, binding, operation, path)).IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Theory]
    [InlineData("{\"operation\":")]
    [InlineData("[]")]
    [InlineData("{\"operation\":5}")]
    public async Task MalformedBody_Is400(string body)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.PostAsync("/v1.0/bindings/web", body)).IsErrorAsync(400, "ERR_MALFORMED_REQUEST");
    }

    private static Task<HttpResponseMessage> Invoke(SidecarProcess sidecar, string binding, string operation, string path) =>
        sidecar.PostAsync($"/v1.0/bindings/{binding}", JsonSerializer.Serialize(new { operation, metadata = new { path } }));
}
