using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>The command line as its own process: output shapes and exit codes.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly TempFolder _folder = new(
        ("p/app.rego", "package app\n\nallow if input.user == data.admin\n\ndeny if {\n\tinput.user == \"eve\"\n}\n"),
        ("p/app_test.rego", "package app_test\n\nimport data.app\n\ntest_allow if app.allow with input as {\"user\": \"sarah\"}\n"),
        ("p/data.json", """{"admin": "sarah"}"""),
        ("input.json", """{"user": "sarah"}"""),
        ("bad.rego", "package bad\np if x\nq if y\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eval_Json_HasExpressionsWithTextAndPlace()
    {
        var result = await Run("eval", "-d", "p", "-i", "input.json", "data.app.allow");

        Assert.Equal(0, result.ExitCode);
        var expression = JsonNode.Parse(result.Output)!["result"]![0]!["expressions"]![0]!;
        Assert.True((bool?)expression["value"]);
        Assert.Equal("data.app.allow", (string?)expression["text"]);
        Assert.Equal("""{"col":1,"row":1}""", expression["location"]!.ToJsonString());
    }

    [Theory]
    [InlineData("pretty", "[1, 2][i] = x", "+---+---+\n| i | x |\n+---+---+\n| 0 | 1 |\n| 1 | 2 |\n+---+---+\n")]
    [InlineData("raw", "\"text\"", "text\n")]
    [InlineData("values", "1 + 1", "[\n  2\n]\n")]
    [InlineData("bindings", "x := 1", "{\n  \"x\": 1\n}\n")]
    [InlineData("pretty", "data.none", "undefined\n")]
    public async Task Eval_Formats_PrintTheirShape(string format, string query, string expected) =>
        Assert.Equal(expected, (await Run("eval", "--format=" + format, query)).Output);

    [Theory]
    [InlineData(0, "eval", "data.none")]
    [InlineData(1, "eval", "--fail", "data.none")]
    [InlineData(1, "eval", "--fail-defined", "1 == 1")]
    [InlineData(2, "eval", "x = ")]
    [InlineData(2, "eval", "--strict-builtin-errors", "1 / 0")]
    [InlineData(0, "check", "p")]
    [InlineData(1, "check", "bad.rego")]
    [InlineData(1, "check", "--nonsense")]
    [InlineData(0, "test", "p")]
    public async Task Command_Outcome_IsTheExitCode(int expected, params string[] args) =>
        Assert.Equal(expected, (await Run(args)).ExitCode);

    [Fact]
    public async Task Check_BrokenModule_ListsAllErrors()
    {
        var result = await Run("check", "bad.rego");

        Assert.Equal("2 errors occurred:\nbad.rego:2: rego_unsafe_var_error: var x is unsafe\nbad.rego:3: rego_unsafe_var_error: var y is unsafe\n", result.Error);
    }

    [Fact]
    public async Task Test_FailingTest_NamesTheLineThatDidNotHold()
    {
        _folder.Write("p/fail_test.rego", "package fail_test\n\ntest_wrong if {\n\tx := 1\n\tx == 2\n}\n");

        var result = await Run("test", "p");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("data.fail_test.test_wrong: FAIL", result.Output, StringComparison.Ordinal);
        Assert.Contains("  p/fail_test.rego:5:\n    x == 2\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("PASS: 1/2\nFAIL: 1/2\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_Coverage_SeparatesReachedLines()
    {
        var result = await Run("test", "--coverage", "p");

        var file = JsonNode.Parse(result.Output)!["files"]!["p/app.rego"]!;
        Assert.Equal(3, (int?)file["covered"]![0]!["start"]!["row"]);
        Assert.Equal(5, (int?)file["not_covered"]![0]!["start"]!["row"]);
        Assert.Equal(2, (await Run("test", "--threshold", "99", "p")).ExitCode);
    }

    [Fact]
    public async Task Test_CoverageOfEvaluatedBody_CountsTheConditionThatFailed()
    {
        _folder.Write("p/deny_test.rego", "package deny_test\n\ntest_not if not data.app.deny with input as {\"user\": \"sarah\"}\n");

        var file = JsonNode.Parse((await Run("test", "--coverage", "p")).Output)!["files"]!["p/app.rego"]!;

        Assert.Equal("""[{"end":{"row":3},"start":{"row":3}},{"end":{"row":6},"start":{"row":6}}]""", file["covered"]!.ToJsonString());
        Assert.Equal("""[{"end":{"row":5},"start":{"row":5}}]""", file["not_covered"]!.ToJsonString());
    }

    [Fact]
    public async Task Build_Folder_GivesABundleThatEvaluatesAndShowsItself()
    {
        Assert.Equal(0, (await Run("build", "p", "-r", "r7", "-o", "out.tar.gz")).ExitCode);

        var value = await Run("eval", "-b", "out.tar.gz", "-i", "input.json", "-f", "raw", "data.app.allow");
        var shown = JsonNode.Parse((await Run("inspect", "-f", "json", "out.tar.gz")).Output)!;

        Assert.Equal("true\n", value.Output);
        Assert.Equal("r7", (string?)shown["manifest"]!["revision"]);
        Assert.Equal("p/app.rego", (string?)shown["namespaces"]!["data.app"]![0]);
    }

    [Fact]
    public async Task Bench_Query_ShowsTheDistribution()
    {
        var result = await Run("bench", "-d", "p", "-i", "input.json", "-f", "json", "data.app.allow");

        Assert.True((long?)JsonNode.Parse(result.Output)!["samples"] > 100);
    }

    [Fact]
    public async Task Parse_Module_PrintsItsTree() =>
        Assert.Equal("allow", (string?)JsonNode.Parse((await Run("parse", "p/app.rego")).Output)!["rules"]![0]!["head"]!["name"]);

    [Fact]
    public async Task Unknown_Command_IsNamed()
    {
        var result = await Run("frobnicate");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("unknown command \"frobnicate\"", result.Error, StringComparison.Ordinal);
    }

    private Task<ToolResult> Run(params string[] args) => OpaTool.RunAsync(_folder.Path, args);
}
