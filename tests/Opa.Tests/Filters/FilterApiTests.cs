using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>The data filters API: targets, what each of them can say, and what it answers when it cannot.</summary>
public sealed class FilterApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("input.fruits.colour == input.colour", "WHERE fruits.colour = E'orange'")]
    [InlineData("input.colour == input.fruits.colour", "WHERE fruits.colour = E'orange'")]
    [InlineData("10 <= input.fruits.price", "WHERE fruits.price >= E'10'")]
    [InlineData("input.fruits.price > 10; input.fruits.name != \"x\"", "WHERE (fruits.price > E'10' AND fruits.name <> E'x')")]
    [InlineData("input.fruits.colour == null", "WHERE fruits.colour IS NULL")]
    [InlineData("input.fruits.colour != null", "WHERE fruits.colour IS NOT NULL")]
    [InlineData("input.fruits.colour = _", "WHERE fruits.colour IS NOT NULL")]
    [InlineData("input.fruits.fresh == false", "WHERE fruits.fresh = FALSE")]
    [InlineData("input.fruits.price < input.fruits.max", "WHERE fruits.price < fruits.max")]
    [InlineData("startswith(input.fruits.name, \"50%_\")", "WHERE fruits.name LIKE E'50\\\\%\\\\_%'")]
    [InlineData("endswith(input.fruits.name, \"le\")", "WHERE fruits.name LIKE E'%le'")]
    [InlineData("contains(input.fruits.name, \"it's\")", "WHERE fruits.name LIKE E'%it''s%'")]
    [InlineData("input.fruits.name in {\"a\", \"b\"}", "WHERE fruits.name IN (E'a', E'b')")]
    [InlineData("not input.fruits.name == \"a\"", "WHERE NOT fruits.name = E'a'")]
    [InlineData("true", "")]
    [InlineData("false", null)]
    public async Task Filter_ForPostgres_IsTheClauseOfThePage(string condition, string? clause)
    {
        var (status, body) = await FilterAsync($"include if {{ {condition} }}", "sql.postgresql");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(clause, (string?)body!["result"]!["query"]);
    }

    [Theory]
    [InlineData("all", "input.fruits.price < input.fruits.max", """{"field":"fruits.price","operator":"lt","type":"field","value":{"field":"fruits.max"}}""")]
    [InlineData("prisma", "input.fruits.colour = _", """{"field":"fruits.colour","operator":"ne","type":"field","value":null}""")]
    [InlineData("prisma", "not input.fruits.name == \"a\"", """{"operator":"not","type":"compound","value":[{"field":"fruits.name","operator":"eq","type":"field","value":"a"}]}""")]
    [InlineData("linq", "input.fruits.name in {\"a\", \"b\"}", """{"field":"fruits.name","operator":"in","type":"field","value":["a","b"]}""")]
    [InlineData("minimal", "input.fruits.price >= 3", """{"field":"fruits.price","operator":"gte","type":"field","value":3}""")]
    [InlineData("minimal", "true", "{}")]
    public async Task Filter_AsUcast_IsTheTreeOfThePage(string dialect, string condition, string tree)
    {
        var (status, body) = await FilterAsync($"include if {{ {condition} }}", "ucast." + dialect);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(tree, body!["result"]!["query"]!.ToJsonString(Plain));
    }

    [Theory]
    [InlineData("ucast.minimal", "input.fruits.name in {\"a\"}", "invalid builtin `in`: unsupported for UCAST")]
    [InlineData("ucast.linq", "startswith(input.fruits.name, \"a\")", "invalid builtin `startswith`: unsupported for UCAST (LINQ)")]
    [InlineData("ucast.linq", "not input.fruits.name == \"a\"", "\"not\" not permitted: unsupported feature \"not\" for UCAST (LINQ)")]
    [InlineData("ucast.linq", "input.fruits.name = _", "existence of field: unsupported feature \"existence-ref\" for UCAST (LINQ)")]
    [InlineData("ucast.prisma", "input.fruits.name == input.fruits.colour", "reference to field: unsupported feature \"field-ref\" for UCAST (prisma)")]
    [InlineData("sql.sqlite", "contains(input.fruits.name, \"a\")", "invalid builtin `contains`: unsupported for SQL (sqlite)")]
    [InlineData("sql.mysql", "startswith(\"foobar\", input.fruits.name)", "rhs of startswith must be known")]
    [InlineData("sql.mysql", "regex.match(\"a\", input.fruits.name)", "invalid builtin `regex.match`")]
    [InlineData("sql.mysql", "input.fruits.name <= {\"a\"}", "both rhs and lhs non-scalar/non-ground")]
    [InlineData("sql.mysql", "count(input.fruits.name) > 3", "gt: nested call operand: count(input.fruits.name)")]
    [InlineData("sql.mysql", "every x in input.fruits.xs { x != \"y\" }", "\"every\" not permitted")]
    [InlineData("sql.mysql", "other with input.fruits.name as \"y\"", "\"with\" not permitted")]
    [InlineData("sql.mysql", "input.fruits.name", "invalid statement \"input.fruits.name\"")]
    [InlineData("sql.mysql", "chooses", "invalid data reference \"data.refused.chooses\"")]
    public async Task Filter_ThatTheTargetCannotExpress_IsRefusedByNameAndPlace(string target, string condition, string message)
    {
        var (status, body) = await FilterAsync($"include if {{ {condition} }}\nother if input.fruits.name\nchooses if input.fruits.price > 1\nelse := input.fruits.fresh", target, "refused");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("evaluation_error", (string?)body!["code"]);
        Assert.Equal("error(s) occurred while evaluating query", (string?)body["message"]);
        Assert.Equal("pe_fragment_error", (string?)body["errors"]![0]!["code"]);
        Assert.Equal(message, (string?)body["errors"]![0]!["message"]);
        Assert.Equal(2, (int?)body["errors"]![0]!["location"]!["row"]);
    }

    [Fact]
    public async Task Filter_WithMappingsAndAnnotations_UsesTheirNamesAndUnknowns()
    {
        const string Policy = """
            # METADATA
            # scope: package
            # compile:
            #   unknowns: [input.fruits]
            package annotated
            # METADATA
            # scope: document
            # custom:
            #   unknowns: [input.name]
            #   mask_rule: data.annotated.masks
            include if { input.fruits.price < 3; input.name == "a"; input.colour == "orange" }
            masks.fruits.price.replace.value := 0
            """;
        await shared.Server.PutAsync("v1/policies/annotated", Policy);
        const string Body = """{"input": {"colour": "orange"}, "options": {"targetDialects": ["sql+mysql", "sql+sqlite", "ucast+all"], "targetSQLTableMappings": {"mysql": {"fruits": {"$self": "FRUIT", "price": "PRICE"}, "name": {"$table": "fruits"}}, "ucast": {"name": {"$table": "t"}}, "sqlite": {"name": {"$table": "fruits"}}}}}""";

        var (status, body) = await shared.Server.SendAsync("POST", "v1/compile/annotated/include?metrics", Body, ("Accept", "application/vnd.opa.multitarget+json"));

        Assert.Equal(HttpStatusCode.OK, status);
        var result = body!["result"]!;
        Assert.Equal("WHERE (FRUIT.PRICE < '3' AND FRUIT.name = 'a')", (string?)result["mysql"]!["query"]);
        Assert.Equal("WHERE (fruits.price < '3' AND fruits.name = 'a')", (string?)result["sqlite"]!["query"]);
        Assert.Equal("t.name", (string?)result["ucast"]!["query"]!["value"]![1]!["field"]);
        Assert.Equal("""{"fruits":{"price":{"replace":{"value":0}}}}""", result["mysql"]!["masks"]!.ToJsonString());
        Assert.NotNull(body["metrics"]!["timer_rego_partial_eval_ns"]);
        Assert.NotNull(body["metrics"]!["timer_compile_translate_queries_ns"]);
        Assert.NotNull(body["metrics"]!["timer_compile_eval_mask_rule_ns"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/xml")]
    [InlineData("application/vnd.opa.sql.oracle+json")]
    [InlineData("application/vnd.opa.sql.mysql+json, application/vnd.opa.sql.sqlite+json")]
    [InlineData("application/vnd.opa.multitarget+json")]
    public async Task Filter_WithoutAKnownTarget_IsRefused(string? accept)
    {
        var (status, body) = await shared.Server.SendAsync("POST", "v1/compile/app/allow", "{}", accept is null ? [] : [("Accept", accept)]);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_parameter", (string?)body!["code"]);
    }

    [Fact]
    public async Task Filter_UnknownsThatAreNoReferences_AreRefusedByName()
    {
        await shared.Server.PutAsync("v1/policies/wrong", "package wrong\n# METADATA\n# compile:\n#  unknowns: [inpu.fruits]\ninclude if input.fruits.name == \"a\"");

        var (status, body) = await shared.Server.SendAsync("POST", "v1/compile/wrong/include", "{}", ("Accept", "application/vnd.opa.sql.mysql+json"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("unknowns must be prefixed with `input` or `data`: inpu.fruits", (string?)body!["errors"]![0]!["message"]);
        Assert.Equal("invalid_unknown", (string?)body["errors"]![0]!["code"]);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> FilterAsync(string rules, string target, string package = "filters")
    {
        var (put, refused) = await shared.Server.PutAsync("v1/policies/" + package, $"package {package}\n{rules}");
        Assert.True(put == HttpStatusCode.OK, refused?.ToJsonString());
        return await shared.Server.SendAsync("POST", $"v1/compile/{package}/include", """{"input": {"colour": "orange"}, "unknowns": ["input.fruits"]}""", ("Accept", $"application/vnd.opa.{target}+json"));
    }
}
