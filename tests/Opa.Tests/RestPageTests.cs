using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>Rows of the REST page that no other test states.</summary>
public sealed class RestPageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] FirstTime = ["timer_rego_query_compile_ns", "timer_rego_query_parse_ns"];

    [Fact]
    public async Task Metrics_OfADecision_HaveTheUsualNames()
    {
        await shared.Server.PutAsync("v1/policies/metered", "package metered\np := 1");

        var first = await MetricsAsync("v1/data/metered/p?metrics");
        var second = await MetricsAsync("v1/data/metered/p?metrics");

        Assert.Equal(
            ["counter_server_query_cache_hit", "timer_rego_external_resolve_ns", "timer_rego_input_parse_ns", "timer_rego_query_compile_ns", "timer_rego_query_eval_ns", "timer_rego_query_parse_ns", "timer_server_handler_ns"],
            first.Select(metric => metric.Key).Order(StringComparer.Ordinal));
        Assert.Equal(0, (int?)first["counter_server_query_cache_hit"]);
        Assert.Equal(1, (int?)second["counter_server_query_cache_hit"]);
        Assert.DoesNotContain(second, metric => FirstTime.Contains(metric.Key));
    }

    [Fact]
    public async Task Metrics_OfAPolicyWrite_HaveTheUsualNames()
    {
        var (status, body) = await shared.Server.PutAsync("v1/policies/written?metrics", "package written\np := 1");

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var name in new[] { "timer_server_read_bytes_ns", "timer_rego_module_parse_ns", "timer_rego_module_compile_ns", "timer_server_handler_ns" })
        {
            Assert.NotNull(body!["metrics"]![name]);
        }
    }

    [Theory]
    [InlineData("pretty", true)]
    [InlineData("pretty=", true)]
    [InlineData("pretty=TRUE", true)]
    [InlineData("pretty=1", false)]
    [InlineData("pretty=false", false)]
    public async Task Parameter_Boolean_IsTrueWithoutValueOrAsTheWord(string parameter, bool isPretty)
    {
        var text = await shared.Server.Client.GetStringAsync(new Uri($"v1/data/app/numbers?{parameter}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(isPretty, text.Contains("\n  ", StringComparison.Ordinal));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "v1/data/app/x?input=null", "", HttpStatusCode.OK, null)]
    [InlineData("GET", "v1/data/a%22b", null, HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("DELETE", "v1/data/not/there", null, HttpStatusCode.NotFound, "resource_not_found")]
    [InlineData("DELETE", "v1/policies/not/there", null, HttpStatusCode.NotFound, "resource_not_found")]
    [InlineData("GET", "v1/policies/not/there", null, HttpStatusCode.NotFound, "resource_not_found")]
    [InlineData("POST", "v0/data/not/there", "{}", HttpStatusCode.NotFound, "undefined_document")]
    [InlineData("POST", "v1/query", "{\"query\": \"http.send({}, x)\"}", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("GET", "v1/query", null, HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("POST", "v1/compile", "{}", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("POST", "v1/compile", "{\"query\": \"input.x\", \"unknowns\": [\"other\"]}", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("GET", "v1/compile", null, HttpStatusCode.MethodNotAllowed, null)]
    [InlineData("HEAD", "v1/data", null, HttpStatusCode.MethodNotAllowed, null)]
    [InlineData("GET", "v1/status", null, HttpStatusCode.InternalServerError, "internal_error")]
    public async Task Request_AsOnThePage_HasItsStatusAndCode(string method, string path, string? sent, HttpStatusCode status, string? code)
    {
        var (actual, body) = await shared.Server.SendAsync(method, path, sent);

        Assert.Equal(status, actual);
        Assert.Equal(code, (string?)body?["code"]);
    }

    [Fact]
    public async Task Put_ExistingDocumentUnlessThere_IsNotModified()
    {
        var first = await shared.Server.SendAsync("PUT", "v1/data/once", "1", ("If-None-Match", "*"));
        var second = await shared.Server.SendAsync("PUT", "v1/data/once", "2", ("If-None-Match", "*"));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotModified), (first.Status, second.Status));
        Assert.Equal(1, (int?)(await shared.Server.GetAsync("v1/data/once")).Body!["result"]);
    }

    [Fact]
    public async Task Health_Plugins_LeavesOutThoseThatAreNamed()
    {
        using var folder = new TempFolder(("opa.yaml", "services:\n  away:\n    url: http://127.0.0.1:9\nbundles:\n  main:\n    service: away\n"));
        await using var server = await OpaServer.StartAsync(folder.Path, "-c", "opa.yaml");

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("health")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.GetAsync("health?bundles")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.GetAsync("health?plugins")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("health?plugins&exclude-plugin=bundle&exclude-plugin=status")).Status);
    }

    [Fact]
    public async Task Provenance_OfADecision_NamesProgramAndBuild()
    {
        var (_, body) = await shared.Server.PostAsync("v1/data/app/allow?provenance", """{"input": {"user": "sarah"}}""");

        Assert.Equal(["build_commit", "build_hostname", "build_timestamp", "version"], body!["provenance"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    private async Task<JsonObject> MetricsAsync(string path) => (await shared.Server.PostAsync(path, """{"input": {}}""")).Body!["metrics"]!.AsObject();
}
