using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>The REST API as its clients see it.</summary>
public sealed class ServerTests
{
    private const string App = "package app\ndefault allow := false\nallow if input.user == \"sarah\"\nboth := 1\nboth := 2 if input.conflict\nquotient := 1 / input.by";

    [Theory]
    [InlineData("""{"input": {"user": "sarah"}}""", """{"result":true}""")]
    [InlineData("""{"input": {"user": "mike"}}""", """{"result":false}""")]
    public async Task Data_Post_AnswersTheDecision(string body, string expected)
    {
        await using var host = await OpaHost.StartAsync(App);

        var (status, answer) = await host.SendAsync("POST", "/v1/data/app/allow", body);

        Assert.Equal((200, expected), (status, answer!.ToJsonString()));
    }

    [Fact]
    public async Task Data_Undefined_LeavesTheResultOut()
    {
        await using var host = await OpaHost.StartAsync(App);

        var (status, answer) = await host.SendAsync("POST", "/v1/data/app/nothing", """{"input": {}}""");

        Assert.Equal((200, "{}"), (status, answer!.ToJsonString()));
    }

    [Fact]
    public async Task Data_PostWithoutInput_Warns()
    {
        await using var host = await OpaHost.StartAsync(App);

        var (_, answer) = await host.SendAsync("POST", "/v1/data/app/allow", """{"user": "sarah"}""");

        Assert.Equal("api_usage_warning", (string?)answer!["warning"]!["code"]);
        Assert.False((bool)answer["result"]!);
    }

    [Fact]
    public async Task Data_Conflict_IsAnInternalErrorWithItsPlace()
    {
        await using var host = await OpaHost.StartAsync(App);

        var (status, answer) = await host.SendAsync("POST", "/v1/data/app/both", """{"input": {"conflict": true}}""");

        Assert.Equal(500, status);
        Assert.Equal("internal_error", (string?)answer!["code"]);
        Assert.Equal("eval_conflict_error", (string?)answer["errors"]![0]!["code"]);
        Assert.Equal(5, (int?)answer["errors"]![0]!["location"]!["row"]);
    }

    [Fact]
    public async Task Data_StrictBuiltinErrors_AnswersTheError()
    {
        await using var host = await OpaHost.StartAsync(App);

        var (lenient, _) = await host.SendAsync("POST", "/v1/data/app/quotient", """{"input": {"by": 0}}""");
        var (strict, answer) = await host.SendAsync("POST", "/v1/data/app/quotient?strict-builtin-errors", """{"input": {"by": 0}}""");

        Assert.Equal((200, 500), (lenient, strict));
        Assert.Equal("eval_builtin_error", (string?)answer!["errors"]![0]!["code"]);
    }

    [Fact]
    public async Task Data_MalformedInput_IsRefused()
    {
        await using var host = await OpaHost.StartAsync(App);

        var (status, answer) = await host.SendAsync("POST", "/v1/data/app/allow", "{");

        Assert.Equal((400, "invalid_parameter"), (status, (string?)answer!["code"]));
        Assert.StartsWith("body contains malformed input document", (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_Writes_AreReadBack()
    {
        await using var host = await OpaHost.StartAsync("package app\nservers contains name if some name in data.fleet.names");

        Assert.Equal(204, (await host.SendAsync("PUT", "/v1/data/fleet/names", """["a"]""")).Status);
        Assert.Equal(204, (await host.SendAsync("PATCH", "/v1/data/fleet/names", """[{"op": "add", "path": "-", "value": "b"}]""")).Status);
        Assert.Equal("""{"result":["a","b"]}""", (await host.SendAsync("GET", "/v1/data/app/servers")).Body!.ToJsonString());
        Assert.Equal(204, (await host.SendAsync("DELETE", "/v1/data/fleet")).Status);
        Assert.Equal(404, (await host.SendAsync("DELETE", "/v1/data/fleet")).Status);
        Assert.Equal("""{"result":[]}""", (await host.SendAsync("GET", "/v1/data/app/servers")).Body!.ToJsonString());
    }

    [Fact]
    public async Task Policies_BrokenModule_LeavesTheOldStateAndSaysWhere()
    {
        await using var host = await OpaHost.StartAsync();

        Assert.Equal(200, (await host.SendAsync("PUT", "/v1/policies/a/b.rego", "package a\np := 1")).Status);
        var (status, answer) = await host.SendAsync("PUT", "/v1/policies/a/b.rego", "package a\np if x");

        Assert.Equal((400, "rego_unsafe_var_error", 2), (status, (string?)answer!["errors"]![0]!["code"], (int?)answer["errors"]![0]!["location"]!["row"]));
        Assert.Equal("""{"result":1}""", (await host.SendAsync("GET", "/v1/data/a/p")).Body!.ToJsonString());
        Assert.Equal("package a\np := 1", (string?)(await host.SendAsync("GET", "/v1/policies/a/b.rego")).Body!["result"]!["raw"]);
        Assert.Equal(200, (await host.SendAsync("DELETE", "/v1/policies/a/b.rego")).Status);
        Assert.Equal(404, (await host.SendAsync("GET", "/v1/policies/a/b.rego")).Status);
    }

    [Fact]
    public async Task Query_AdHoc_AnswersBindings()
    {
        await using var host = await OpaHost.StartAsync("package app\nxs := [\"a\", \"b\"]");

        var (_, answer) = await host.SendAsync("POST", "/v1/query", """{"query": "data.app.xs[i] = x"}""");

        Assert.Equal("""{"result":[{"i":0,"x":"a"},{"i":1,"x":"b"}]}""", answer!.ToJsonString());
    }

    [Fact]
    public async Task Webhook_V0_TakesAndGivesBareValues()
    {
        await using var host = await OpaHost.StartAsync(App);

        Assert.Equal("true", (await host.SendAsync("POST", "/v0/data/app/allow", """{"user": "sarah"}""")).Body!.ToJsonString());
        Assert.Equal("undefined_document", (string?)(await host.SendAsync("POST", "/v0/data/app/none", "{}")).Body!["code"]);
    }

    [Fact]
    public async Task Authorization_Basic_AsksThePolicy()
    {
        await using var host = await OpaHost.StartAsync("package system.authz\ndefault allow := false\nallow if input.identity == \"secret\"", authorization: "basic");

        Assert.Equal(401, (await host.SendAsync("GET", "/v1/data")).Status);
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        Assert.Equal(200, (await host.SendAsync("GET", "/v1/data")).Status);
    }

    [Fact]
    public async Task Health_WithoutBundles_IsGreen()
    {
        await using var host = await OpaHost.StartAsync("package system.health\nlive if input.plugins_ready");

        Assert.Equal(200, (await host.SendAsync("GET", "/health?bundles&plugins")).Status);
        Assert.Equal(200, (await host.SendAsync("GET", "/health/live")).Status);
        Assert.Equal(500, (await host.SendAsync("GET", "/health/ready")).Status);
    }

    [Fact]
    public async Task Config_Credentials_AreNotShown()
    {
        var configuration = JsonNode.Parse("""{"services": {"s": {"url": "http://127.0.0.1:1", "credentials": {"bearer": {"token": "secret"}}}}}""")!.AsObject();
        await using var host = await OpaHost.StartAsync(configuration: configuration);

        var (_, answer) = await host.SendAsync("GET", "/v1/config");

        Assert.DoesNotContain("secret", answer!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", answer.ToJsonString(), StringComparison.Ordinal);
    }
}
