using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Tests;

/// <summary>The public surface: prepared queries, results, threads.</summary>
public sealed class EvaluationTests
{
    private const string Rbac = """
        package app
        default allow := false
        allow if {
            some role in data.users[input.user].roles
            some permission in data.roles[role]
            permission == {"action": input.action, "kind": input.kind}
        }
        """;

    private static readonly JsonNode Data = JsonNode.Parse("""
        {"users": {"sarah": {"roles": ["reader", "writer"]}, "mike": {"roles": ["reader"]}},
         "roles": {"reader": [{"action": "read", "kind": "doc"}], "writer": [{"action": "write", "kind": "doc"}]}}
        """)!;

    [Theory]
    [InlineData("sarah", "write", true)]
    [InlineData("mike", "write", false)]
    [InlineData("nobody", "read", false)]
    public void Evaluate_Rbac_DecidesByRoles(string user, string action, bool expected)
    {
        var query = Policies.Compile(Rbac, Data).Prepare("data.app.allow");

        var result = query.Evaluate(JsonNode.Parse($$"""{"user": "{{user}}", "action": "{{action}}", "kind": "doc"}"""));

        Assert.Equal(expected, result.IsTrue);
        Assert.Equal(expected, (bool?)result.ToJson());
    }

    [Fact]
    public void Evaluate_Undefined_IsNotDefined()
    {
        var result = Policies.Compile("package test\np if input.x").Prepare("data.test.p").Evaluate([]);

        Assert.False(result.IsDefined);
        Assert.Null(result.ToJson());
    }

    [Fact]
    public void Evaluate_FalseRule_IsDefined() =>
        Assert.Equal("false", Policies.Eval("package test\np := false"));

    [Fact]
    public void Evaluate_QueryWithVariables_GivesOneSolutionEach()
    {
        var result = Policies.Compile("package test\nxs := {\"a\": 1, \"b\": 2}").Prepare("data.test.xs[k] = v").Evaluate([]);

        Assert.Equal(["a", "b"], result.Solutions.Select(solution => (string?)solution.Bindings["k"]));
        Assert.Equal([1, 2], result.Solutions.Select(solution => (int?)solution.Bindings["v"]));
    }

    [Fact]
    public void Evaluate_ManyThreads_AgreeOnOnePolicy()
    {
        var query = Policies.Compile(Rbac, Data).Prepare("data.app.allow");
        var input = RegoInput.FromJson("""{"user": "sarah", "action": "write", "kind": "doc"}"""u8);

        var answers = Enumerable.Range(0, 2000).AsParallel().Select(_ => query.Evaluate(input).IsTrue).ToList();

        Assert.All(answers, Assert.True);
    }

    [Fact]
    public void WriteTo_Sets_BecomeSortedArrays()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);

        Policies.Compile("package test\np contains x if some x in [3, 1, 2]").Prepare("data.test.p").Evaluate([]).WriteTo(writer);
        writer.Flush();

        Assert.Equal("[1,2,3]", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("9223372036854775807 + 1", "9223372036854775808")]
    [InlineData("1 / 3", "0.33333333333333333334")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("1e400 > 1e399", "true")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("1.0 == 1", "true")]
    public void Arithmetic_NumbersOfAnySize_AreExact(string expression, string expected) =>
        Assert.Equal(expected, Policies.Eval($"package test\np := {expression}"));

    [Fact]
    public void Conflict_TwoValues_EndsTheEvaluation()
    {
        var query = Policies.Compile("package test\np := 1 if input.a\np := 2 if input.b").Prepare("data.test.p");

        var error = Assert.Throws<RegoException>(() => query.Evaluate("""{"a": true, "b": true}"""u8));

        Assert.Equal("test.rego:3: eval_conflict_error: complete rules must not produce multiple outputs", error.Message);
    }

    [Fact]
    public void StrictErrors_FailingBuiltin_EndsTheEvaluation()
    {
        var query = Policies.Compile("package test\np := 1 / input", options: new RegoCompileOptions { StrictBuiltinErrors = true }).Prepare("data.test.p");

        var error = Assert.Throws<RegoException>(() => query.Evaluate("0"u8));

        Assert.Equal("test.rego:2: eval_builtin_error: div: divide by zero", error.Message);
    }

    [Fact]
    public void Index_ManyRules_AnswersAsWithoutIndex()
    {
        var source = "package test\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"p := {i} if input.key == \"k{i}\"\n")) + "p := 1000 if input.other\n";
        var query = Policies.Compile(source).Prepare("data.test.p");

        Assert.Equal(117, (int?)query.Evaluate("""{"key": "k117"}"""u8).ToJson());
        Assert.Equal(1000, (int?)query.Evaluate("""{"key": "none", "other": true}"""u8).ToJson());
        Assert.Throws<RegoException>(() => query.Evaluate("""{"key": "k1", "other": true}"""u8));
    }

    [Theory]
    [InlineData("by_user[input.user]", "sarah", "[\"r\",\"w\"]")]
    [InlineData("by_user[input.user]", "eve", null)]
    [InlineData("admins[input.user]", "mike", "\"mike\"")]
    [InlineData("admins[input.user]", "sarah", null)]
    public void Lookup_OfOneKey_AnswersAsTheWholeDocument(string expression, string user, string? expected)
    {
        const string Rules = """
            package test
            users := {"sarah": {"roles": ["r", "w"]}, "mike": {"roles": ["admin"]}}
            by_user[name] := users[name].roles if users[name]
            admins contains name if "admin" in users[name].roles
            """;
        var input = $$"""{"user": "{{user}}"}""";

        Assert.Equal(expected, Policies.Eval($"{Rules}\np := {expression}", input: input));
        Assert.Equal(expected, Policies.Eval($"{Rules}\nall := by_user\nmembers := admins\np := x if {{ all; members; x := {expression} }}", input: input));
    }

    [Fact]
    public void Lookup_OfOneKey_DoesNotBuildTheRest()
    {
        const string Source = "package test\nfast[n] := x if x := data.values[n]\np := fast[input]";
        var query = Policies.Compile(Source, JsonNode.Parse("{\"values\": [" + string.Join(',', Enumerable.Range(0, 100_000)) + "]}")).Prepare("data.test.p");

        var result = query.Evaluate("77777"u8, new RegoLimits { MaxSteps = 1000 });

        Assert.Equal(77777, (int?)result.ToJson());
    }

    [Fact]
    public void Input_RepeatedName_LastValueCounts()
    {
        var many = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"k{i}\": {i}"));

        Assert.Equal("3", Policies.Eval("package test\np := input.a", input: "{\"a\": 1, \"b\": 2, \"a\": 3}"));
        Assert.Equal("9", Policies.Eval("package test\np := input.k7", input: $"{{{many}, \"k7\": 9}}"));
    }

    [Fact]
    public void Print_Arguments_ReachTheHost()
    {
        var lines = new List<string>();
        var policy = Policies.Compile("package test\np if { print(\"user\", input.user, input.missing); true }", options: new RegoCompileOptions { Print = lines.Add });

        policy.Prepare("data.test.p").Evaluate("""{"user": ["a"]}"""u8);

        Assert.Equal(["user [\"a\"] <undefined>"], lines);
    }
}
