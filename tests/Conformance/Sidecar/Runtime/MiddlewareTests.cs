using System.Net;
using OpenClaw.Sidecar.Conformance.Support;

namespace OpenClaw.Sidecar.Conformance.Runtime;

/// <summary>components.md 8: pipelines around the API and around the calls to the app.</summary>
public sealed class MiddlewareTests
{
    private static string Pipeline(string kind, string name, string type) =>
        Yaml.Configuration($"  {kind}:\n    handlers:\n      - {{name: {name}, type: {type}}}\n");

    [Theory]
    [InlineData("httpPipeline")]
    [InlineData("appHttpPipeline")]
    public async Task Uppercase_ChangesTheBodyOnItsWay(string kind)
    {
        await using var app = await TestApp.StartAsync();
        app.On("/x", 200);
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            App = app,
            Resources = Yaml.Component("upper", "middleware.http.uppercase"),
            Config = Pipeline(kind, "upper", "middleware.http.uppercase"),
        });

        await sidecar.PostAsync($"/v1.0/invoke/{sidecar.AppId}/method/x", "quiet", "text/plain");

        Assert.Equal("QUIET", app.Of("/x").Single().Body);
    }

    [Fact]
    public async Task RateLimit_TooManyRequests_Are429()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("limit", "middleware.http.ratelimit", ("maxRequestsPerSecond", "2")),
            Config = Pipeline("httpPipeline", "limit", "middleware.http.ratelimit"),
            WaitFor = SidecarSettings.OutboundReady,
        });

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => (await sidecar.GetAsync("/v1.0/metadata")).StatusCode));

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Bearer_WithoutAToken_Is401()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("bearer", "middleware.http.bearer", ("issuer", "http://127.0.0.1:1"), ("audience", "me"), ("jwksURL", "http://127.0.0.1:1/keys")),
            Config = Pipeline("httpPipeline", "bearer", "middleware.http.bearer"),
            WaitFor = "",
        });
        await OpenClaw.Testing.Eventually.AsyncTrue(
            async token => (await sidecar.Http.GetAsync("/v1.0/metadata", token)).StatusCode == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(40), "it answers 401", () => sidecar.Output);

        var forged = await sidecar.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: ("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwOi8vMTI3LjAuMC4xOjEiLCJhdWQiOiJtZSIsImV4cCI6NDEwMjQ0NDgwMH0."));

        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task RouterAlias_PathOfTheirOwn_ReachesTheApi()
    {
        await using var app = await TestApp.StartAsync();
        app.On("/orders", 200, "aliased");
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            AppId = "aliased-app",
            App = app,
            Resources = Yaml.Component("alias", "middleware.http.routeralias", ("/shop/{id}/orders", "/v1.0/invoke/aliased-app/method/orders")),
            Config = Pipeline("httpPipeline", "alias", "middleware.http.routeralias"),
        });

        var answer = await sidecar.GetAsync("/shop/7/orders?page=2");

        Assert.Equal("aliased", await answer.Content.ReadAsStringAsync());
        Assert.Contains("page=2", app.Of("/orders").Single().Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouterChecker_PathThatDoesNotMatch_Is400()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("check", "middleware.http.routerchecker", ("rule", "^[A-Za-z0-9/._-]+$")),
            Config = Pipeline("httpPipeline", "check", "middleware.http.routerchecker"),
        });

        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await sidecar.GetAsync("/v1.0/state/a$b/c")).StatusCode);
    }

    [Theory]
    [InlineData("package http\ndefault allow = false\nallow { input.request.method == \"GET\"; input.request.path_parts[1] == \"metadata\" }\n", 200, 403)]
    [InlineData("package http\ndefault allow = {\"allow\": false, \"status_code\": 418, \"additional_headers\": {\"x-why\": \"tea\"}}\nallow = {\"allow\": true} { input.request.headers[\"x-pass\"] == \"yes\" }\n", 200, 418)]
    public async Task Opa_Decides(string rego, int allowed, int denied)
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings
        {
            Resources = Yaml.Component("opa", "middleware.http.opa", ("rego", rego), ("includedHeaders", "x-pass")),
            Config = Pipeline("httpPipeline", "opa", "middleware.http.opa"),
            WaitFor = "",
        });
        await OpenClaw.Testing.Eventually.AsyncTrue(
            async token => (int)(await sidecar.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: ("x-pass", "yes"))).StatusCode == allowed, TimeSpan.FromSeconds(40), "it lets through", () => sidecar.Output);

        var answer = await sidecar.SendAsync(HttpMethod.Put, "/v1.0/metadata/k", "v");

        Assert.Equal(denied, (int)answer.StatusCode);
        Assert.Equal(denied == 418 ? "tea" : null, answer.Header("x-why"));
    }

    [Fact]
    public async Task Pipeline_NameThatIsNotLoaded_IsSkipped()
    {
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarSettings { Config = Pipeline("httpPipeline", "missing", "middleware.http.uppercase") });

        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).StatusCode);
    }
}
