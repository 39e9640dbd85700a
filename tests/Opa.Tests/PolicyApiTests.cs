using System.Net;

namespace OpenClaw.Opa.Tests;

/// <summary>Modules, queries, health and metrics over the real process.</summary>
public sealed class PolicyApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private OpaServer Server => shared.Server;

    [Fact]
    public async Task Put_NewModule_IsInForceAtOnce()
    {
        Assert.Equal(HttpStatusCode.OK, (await Server.PutAsync("v1/policies/team/one.rego", "package one\np := 7")).Status);
        Assert.Equal(7, (int?)(await Server.GetAsync("v1/data/one/p")).Body!["result"]);

        var shown = (await Server.GetAsync("v1/policies/team/one.rego")).Body!["result"]!;
        Assert.Equal("team/one.rego", (string?)shown["id"]);
        Assert.Equal("package one\np := 7", (string?)shown["raw"]);
        Assert.Equal("p", (string?)shown["ast"]!["rules"]![0]!["head"]!["name"]);

        Assert.Equal(HttpStatusCode.OK, (await Server.SendAsync("DELETE", "v1/policies/team/one.rego", null)).Status);
        Assert.Empty((await Server.GetAsync("v1/data/one/p")).Body!.AsObject());
        Assert.Equal(HttpStatusCode.NotFound, (await Server.GetAsync("v1/policies/team/one.rego")).Status);
    }

    [Fact]
    public async Task Put_BrokenModule_NamesEveryErrorAndKeepsTheOldState()
    {
        await Server.PutAsync("v1/policies/two", "package two\np := 1");

        var (status, body) = await Server.PutAsync("v1/policies/two", "package two\np if x\nq if y");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("error(s) occurred while compiling module(s)", (string?)body!["message"]);
        Assert.Equal(["rego_unsafe_var_error", "rego_unsafe_var_error"], body["errors"]!.AsArray().Select(error => (string?)error!["code"]));
        Assert.Equal([2, 3], body["errors"]!.AsArray().Select(error => (int?)error!["location"]!["row"]));
        Assert.Equal(1, (int?)(await Server.GetAsync("v1/data/two/p")).Body!["result"]);
    }

    [Fact]
    public async Task Put_EmptyText_IsRefused()
    {
        var (status, body) = await Server.PutAsync("v1/policies/three", "\n");

        Assert.Equal((HttpStatusCode.BadRequest, "empty module"), (status, (string?)body!["message"]));
    }

    [Fact]
    public async Task Delete_ModuleThatOthersCall_IsInvalidOperation()
    {
        await Server.PutAsync("v1/policies/lib", "package lib\nf(x) := x");
        await Server.PutAsync("v1/policies/user", "package user\np := data.lib.f(1)");

        var (status, body) = await Server.SendAsync("DELETE", "v1/policies/lib", null);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_operation"), (status, (string?)body!["code"]));
        Assert.Equal(1, (int?)(await Server.GetAsync("v1/data/user/p")).Body!["result"]);
    }

    [Fact]
    public async Task Put_RuleOverBaseData_IsACompileError()
    {
        var (status, body) = await Server.PutAsync("v1/policies/over", "package users\nadmins := []");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("users/admins", (string?)body!["errors"]![0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Variables_GivesAllSolutions()
    {
        var (_, body) = await Server.GetAsync("v1/query?q=" + Uri.EscapeDataString("data.app.numbers[_] = x; x > 1"));

        Assert.Equal("""[{"x":2},{"x":3}]""", body!["result"]!.ToJsonString());
    }

    [Fact]
    public async Task Query_PostWithInput_IsUsedAndNoSolutionHasNoResult()
    {
        var found = await Server.PostAsync("v1/query", """{"query": "x := input.a + 1", "input": {"a": 1}}""");
        var none = await Server.PostAsync("v1/query", """{"query": "input.a = 2", "input": {"a": 1}}""");

        Assert.Equal("""{"result":[{"x":2}]}""", found.Body!.ToJsonString());
        Assert.Equal("{}", none.Body!.ToJsonString());
    }

    [Theory]
    [InlineData("", "missing parameter 'q'")]
    [InlineData("x = ", "error(s) occurred while parsing query")]
    [InlineData("x > 1", "error(s) occurred while compiling query")]
    [InlineData("http.send({\"method\": \"get\", \"url\": \"http://127.0.0.1\"}, x)", "error(s) occurred while compiling query")]
    public async Task Query_Wrong_SaysWhy(string query, string message)
    {
        var (status, body) = await Server.GetAsync("v1/query?q=" + Uri.EscapeDataString(query));

        Assert.Equal((HttpStatusCode.BadRequest, message), (status, (string?)body!["message"]));
    }

    [Fact]
    public async Task Compile_WithoutUnknowns_IsEvaluated()
    {
        var always = await Server.PostAsync("v1/compile", """{"query": "data.app.allow == true", "input": {"user": "sarah"}, "unknowns": []}""");
        var never = await Server.PostAsync("v1/compile", """{"query": "data.app.allow == true", "input": {"user": "mike"}, "unknowns": []}""");

        Assert.Equal("""{"result":{"queries":[[]]}}""", always.Body!.ToJsonString());
        Assert.Equal("""{"result":{}}""", never.Body!.ToJsonString());
    }

    [Fact]
    public async Task Health_PlainAndRules_AnswerByState()
    {
        await Server.PutAsync("v1/policies/health", "package system.health\nlive if true\nready if input.plugin_state.nothing == \"OK\"");

        Assert.Equal(HttpStatusCode.OK, (await Server.GetAsync("health?bundles&plugins")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Server.GetAsync("health/live")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Server.GetAsync("health/ready")).Status);
    }

    [Fact]
    public async Task Metrics_AfterARequest_CountItByHandler()
    {
        await Server.GetAsync("v1/data/app");

        var text = await Server.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);

        Assert.Matches("http_request_duration_seconds_count\\{code=\"200\",handler=\"v1/data\",method=\"get\"\\} [1-9]", text);
    }
}
