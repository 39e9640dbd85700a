using System.IO.Compression;
using System.Net;
using System.Text;

namespace OpenClaw.Opa.Tests;

/// <summary>Decisions and base documents over the real process.</summary>
public sealed class DataApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private OpaServer Server => shared.Server;

    [Theory]
    [InlineData("sarah", true)]
    [InlineData("mike", false)]
    public async Task Post_Input_DecidesByPolicy(string user, bool expected)
    {
        var (status, body) = await Server.PostAsync("v1/data/app/allow", $$$"""{"input": {"user": "{{{user}}}"}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(expected, (bool?)body!["result"]);
        Assert.Null(body["warning"]);
    }

    [Fact]
    public async Task Post_UndefinedDocument_IsOkWithoutResult()
    {
        var (status, body) = await Server.PostAsync("v1/data/app/nothing", """{"input": {}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(body!.AsObject());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"user": "sarah"}""")]
    [InlineData("""{"input": null}""")]
    public async Task Post_WithoutInput_Warns(string sent)
    {
        var (_, body) = await Server.PostAsync("v1/data/app/allow", sent);

        Assert.Equal("api_usage_warning", (string?)body!["warning"]!["code"]);
    }

    [Fact]
    public async Task Get_InputParameter_IsUsed()
    {
        var (_, body) = await Server.GetAsync("v1/data/app/greeting?input=" + Uri.EscapeDataString("""{"user": "nina"}"""));

        Assert.Equal("hello nina", (string?)body!["result"]);
    }

    [Fact]
    public async Task Get_LongInputParameter_IsTaken()
    {
        var user = new string('u', 60_000);

        var (_, body) = await Server.GetAsync("v1/data/app/greeting?input=" + Uri.EscapeDataString($$$"""{"user": "{{{user}}}"}"""));

        Assert.Equal("hello " + user, (string?)body!["result"]);
    }

    [Fact]
    public async Task Get_Package_MergesRulesAndSortsSets()
    {
        var (_, body) = await Server.GetAsync("v1/data/app");

        Assert.Equal("""{"allow":false,"numbers":[1,2,3]}""", body!["result"]!.ToJsonString());
    }

    [Theory]
    [InlineData("v1/data/app/allow", "{", "body contains malformed input document")]
    [InlineData("v1/data/app/a%22b", "{}", "invalid path")]
    public async Task Post_Malformed_IsInvalidParameter(string path, string sent, string message)
    {
        var (status, body) = await Server.PostAsync(path, sent);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_parameter", (string?)body!["code"]);
        Assert.StartsWith(message, (string?)body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Conflict_IsInternalErrorWithLocation()
    {
        var (status, body) = await Server.PostAsync("v1/data/app/conflict", """{"input": {"a": true, "b": true}}""");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("error(s) occurred while evaluating query", (string?)body!["message"]);
        Assert.Equal("eval_conflict_error", (string?)body["errors"]![0]!["code"]);
        Assert.Equal("policy/app.rego", (string?)body["errors"]![0]!["location"]!["file"]);
    }

    [Fact]
    public async Task Post_FailingBuiltin_EndsOnlyInStrictMode()
    {
        var usual = await Server.PostAsync("v1/data/app/broken", """{"input": {"zero": 0}}""");
        var strict = await Server.PostAsync("v1/data/app/broken?strict-builtin-errors", """{"input": {"zero": 0}}""");

        Assert.Equal(HttpStatusCode.OK, usual.Status);
        Assert.Equal(HttpStatusCode.InternalServerError, strict.Status);
        Assert.Equal("eval_builtin_error", (string?)strict.Body!["errors"]![0]!["code"]);
    }

    [Fact]
    public async Task Post_MetricsAndProvenance_AreAddedWhenAsked()
    {
        var (_, body) = await Server.PostAsync("v1/data/app/allow?metrics=true&provenance", """{"input": {}}""");

        Assert.True((long?)body!["metrics"]!["timer_server_handler_ns"] > 0);
        Assert.True((long?)body["metrics"]!["timer_rego_query_eval_ns"] > 0);
        Assert.NotNull((string?)body["provenance"]!["version"]);
    }

    [Fact]
    public async Task Post_Yaml_IsRead()
    {
        using var content = new StringContent("input:\n  user: sarah\n", Encoding.UTF8, "application/yaml");
        using var answer = await Server.Client.PostAsync("v1/data/app/allow", content, TestContext.Current.CancellationToken);

        Assert.Equal("{\"result\":true}\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_GzipBody_IsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"input": {"user": "sarah"}}"""u8);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await Server.Client.PostAsync("v1/data/app/allow", content, TestContext.Current.CancellationToken);

        Assert.Equal("{\"result\":true}\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Post_Pretty_IndentsAndEscapesForHtml()
    {
        using var content = new StringContent("""{"input": {"user": "<b>"}}""");
        using var answer = await Server.Client.PostAsync("v1/data/app/greeting?pretty", content, TestContext.Current.CancellationToken);

        Assert.Equal("{\n  \"result\": \"hello \\u003cb\\u003e\"\n}\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Webhook_WholeBodyIsInput_AnswersTheBareValue()
    {
        var defined = await Server.PostAsync("v0/data/app/allow", """{"user": "sarah"}""");
        var undefined = await Server.PostAsync("v0/data/app/conflict", "{}");
        var missing = await Server.PostAsync("v0/data/app/nothing", "{}");

        Assert.True((bool?)defined.Body);
        Assert.Equal((HttpStatusCode.NotFound, "document undefined: data.app.conflict"), (undefined.Status, (string?)undefined.Body!["message"]));
        Assert.Equal((HttpStatusCode.NotFound, "document missing: data.app.nothing"), (missing.Status, (string?)missing.Body!["message"]));
    }

    [Fact]
    public async Task Write_PutPatchDelete_ChangeTheDocument()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await Server.PutAsync("v1/data/writes/a/b", "[1]")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Server.SendAsync("PATCH", "v1/data/writes/a", """[{"op": "add", "path": "b/-", "value": 2}, {"op": "replace", "path": "/b/0", "value": 1.50}]""")).Status);
        Assert.Equal("""{"a":{"b":[1.50,2]}}""", (await Server.GetAsync("v1/data/writes")).Body!["result"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotModified, (await Server.SendAsync("PUT", "v1/data/writes/a/b", "7", ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Server.SendAsync("DELETE", "v1/data/writes/a/b/0", null)).Status);
        Assert.Equal("[2]", (await Server.GetAsync("v1/data/writes/a/b")).Body!["result"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, (await Server.SendAsync("DELETE", "v1/data/writes/a/c", null)).Status);
    }

    [Theory]
    [InlineData("PATCH", "v1/data/writes2", """[{"op": "add", "path": "/no/parent", "value": 1}]""", HttpStatusCode.NotFound, "resource_not_found")]
    [InlineData("PATCH", "v1/data/users", """[{"op": "move", "path": "/a", "value": 1}]""", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("PUT", "v1/data", "[]", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("PUT", "v1/data/app/allow", "1", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("PUT", "v1/data/app/allow/x", "1", HttpStatusCode.NotFound, "resource_conflict")]
    public async Task Write_Impossible_IsRefusedAndChangesNothing(string method, string path, string sent, HttpStatusCode expected, string code)
    {
        var (status, body) = await Server.SendAsync(method, path, sent);

        Assert.Equal((expected, code), (status, (string?)body!["code"]));
        Assert.True((bool?)(await Server.PostAsync("v1/data/app/allow", """{"input": {"user": "sarah"}}""")).Body!["result"]);
    }

    [Theory]
    [InlineData("POST", "health")]
    [InlineData("DELETE", "v1/policies")]
    [InlineData("HEAD", "v1/data/app")]
    public async Task Request_WrongMethod_IsNotAllowed(string method, string path) =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Server.SendAsync(method, path, null)).Status);
}
