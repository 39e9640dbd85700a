using System.Text.Json.Nodes;
using OpenClaw.Opa.Commands;

namespace OpenClaw.Opa.Tests;

/// <summary>The command line: outputs and exit codes.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rego-command-").FullName;

    public CommandTests()
    {
        File.WriteAllText(Path.Combine(_folder, "app.rego"), "package app\nallow if input.user in data.users");
        File.WriteAllText(Path.Combine(_folder, "data.yaml"), "users: [sarah, mike]");
        File.WriteAllText(Path.Combine(_folder, "input.json"), """{"user": "sarah"}""");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File1 => Path.Combine(_folder, "app.rego");

    private string Data => Path.Combine(_folder, "data.yaml");

    [Fact]
    public async Task Eval_Json_HasTheShapeOfOpa()
    {
        var (code, output, _) = await Run("eval", "-d", File1, "-d", Data, "-i", Path.Combine(_folder, "input.json"), "data.app.allow");

        var expression = JsonNode.Parse(output)!["result"]![0]!["expressions"]![0]!;
        Assert.Equal((0, true, "data.app.allow"), (code, (bool)expression["value"]!, (string)expression["text"]!));
    }

    [Theory]
    [InlineData("raw", "sarah\nmike")]
    [InlineData("pretty", "i = 0\nx = \"sarah\"\ni = 1\nx = \"mike\"")]
    public async Task Eval_OtherFormats_ArePlain(string format, string expected)
    {
        var query = format == "raw" ? "data.users[_]" : "data.users[i] = x";

        var (_, output, _) = await Run("eval", "-f", format, "-d", Data, query);

        Assert.Equal(expected, output.Trim());
    }

    [Fact]
    public async Task Eval_UndefinedWithFail_ExitsWithOne() =>
        Assert.Equal(1, (await Run("eval", "--fail", "-d", File1, "data.app.allow")).Code);

    [Fact]
    public async Task Check_BrokenModule_NamesThePlace()
    {
        File.WriteAllText(File1, "package app\np if x");

        var (code, _, error) = await Run("check", File1);

        Assert.Equal(1, code);
        Assert.Contains("app.rego:2: rego_unsafe_var_error: var x is unsafe", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_FailingRule_ExitsWithTwoAndSaysWhich()
    {
        File.WriteAllText(Path.Combine(_folder, "app_test.rego"), "package app_test\ntest_good if true\ntest_bad if data.app.allow with input as {\"user\": \"eve\"}\n");

        var (code, output, _) = await Run("test", _folder);

        Assert.Equal(2, code);
        Assert.Contains("data.app_test.test_bad: FAIL", output, StringComparison.Ordinal);
        Assert.Contains("PASS: 1/2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_ThenInspectAndEval_ReadTheSamePolicy()
    {
        var bundle = Path.Combine(_folder, "out.tar.gz");

        Assert.Equal(0, (await Run("build", "-o", bundle, "--revision", "r7", File1, Data)).Code);

        Assert.Equal("r7", (string?)JsonNode.Parse((await Run("inspect", bundle)).Output)!["manifest"]!["revision"]);
        Assert.Equal("mike", (await Run("eval", "-f", "raw", "-b", bundle, "data.users[1]")).Output.Trim());
    }

    [Fact]
    public async Task Unknown_Command_ShowsTheUsage()
    {
        var (code, _, error) = await Run("frobnicate");

        Assert.Equal(1, code);
        Assert.StartsWith("usage: opa", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await Dispatcher.RunAsync(args, output, error), output.ToString(), error.ToString());
    }
}
