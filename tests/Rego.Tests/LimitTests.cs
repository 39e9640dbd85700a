using System.Diagnostics;
using System.Text;

namespace OpenClaw.Rego.Tests;

/// <summary>No policy may hold a thread or the memory of the process.</summary>
public sealed class LimitTests
{
    private const string Endless = """
        package test
        p := count([1 | numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]; false])
        """;

    [Fact]
    public void Evaluate_EndlessIteration_StopsAtTheTimeout()
    {
        var query = Policies.Compile(Endless).Prepare("data.test.p");
        var clock = Stopwatch.StartNew();

        var error = Assert.Throws<RegoException>(() => query.Evaluate([], new RegoLimits { Timeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Equal("eval_cancel_error", error.Errors[0].Code);
        Assert.InRange(clock.ElapsedMilliseconds, 150, 1500);
    }

    [Fact]
    public void Evaluate_CancelledByCaller_Stops()
    {
        var query = Policies.Compile(Endless).Prepare("data.test.p");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var error = Assert.Throws<RegoException>(() => query.Evaluate([], ct: source.Token));

        Assert.Equal("eval_cancel_error", error.Errors[0].Code);
    }

    [Fact]
    public void Evaluate_MoreStepsThanAllowed_Stops()
    {
        var query = Policies.Compile(Endless).Prepare("data.test.p");

        var error = Assert.Throws<RegoException>(() => query.Evaluate([], new RegoLimits { MaxSteps = 10_000 }));

        Assert.Contains("steps", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p := [x | x := numbers.range(1, 1000)[_]; numbers.range(1, 1000)[_]]")]
    [InlineData("p := numbers.range(1, 1000000000)")]
    [InlineData("p contains [x, y] if { x := numbers.range(1, 2000)[_]; y := numbers.range(1, 2000)[_] }")]
    [InlineData("p := net.cidr_expand(\"10.0.0.0/8\")")]
    public void Evaluate_MoreElementsThanAllowed_GivesNoValue(string rule)
    {
        var query = Policies.Compile($"package test\n{rule}", options: new RegoCompileOptions { StrictBuiltinErrors = true }).Prepare("data.test.p");

        Assert.Throws<RegoException>(() => query.Evaluate([], new RegoLimits { MaxElements = 100_000 }));
    }

    [Theory]
    [InlineData("concat(\"\", [{0}, {0}])", "\"0123456789\"", "eval_cancel_error")]
    [InlineData("{0} * {0}", "12345678901234567890", "eval_builtin_error")]
    [InlineData("array.concat({0}, {0})", "[1, 2, 3]", "eval_cancel_error")]
    public void Evaluate_DoublingAgainAndAgain_Ends(string step, string start, string code)
    {
        var rules = Enumerable.Range(1, 60).Select(i => $"p{i} := {string.Format(System.Globalization.CultureInfo.InvariantCulture, step, $"p{i - 1}")}");
        var query = Policies.Compile($"package test\np0 := {start}\n{string.Join('\n', rules)}", options: new RegoCompileOptions { StrictBuiltinErrors = true }).Prepare("data.test.p60");

        var error = Assert.Throws<RegoException>(() => query.Evaluate([], new RegoLimits { Timeout = TimeSpan.FromSeconds(20) }));

        Assert.Equal(code, error.Errors[0].Code);
    }

    [Fact]
    public void Evaluate_RegexBomb_AnswersInLinearTime()
    {
        var clock = Stopwatch.StartNew();

        var answer = Policies.Eval("package test\np := regex.match(`^(a+)+$`, input)", input: $"\"{new string('a', 50_000)}b\"");

        Assert.Equal("false", answer);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 3000);
    }

    [Fact]
    public void Evaluate_TenMegabytesOfInput_Works()
    {
        var input = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"{{\"id\": {i}, \"text\": \"{new string('x', 80)}\"}}")) + "]");
        var query = Policies.Compile("package test\np := count(input)").Prepare("data.test.p");

        Assert.Equal(100_000, (int?)query.Evaluate(input).ToJson());
    }

    [Fact]
    public void Evaluate_InputNestedBeyondTheLimit_IsRefused()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 5000) + new string(']', 5000));
        var query = Policies.Compile("package test\np := input").Prepare("data.test.p");

        Assert.Throws<RegoException>(() => query.Evaluate(deep));
    }

    [Fact]
    public void Compile_ModuleNestedBeyondTheLimit_IsRefused()
    {
        var errors = Policies.Errors($"package test\np := {new string('[', 100_000)}1{new string(']', 100_000)}");

        Assert.Equal("rego_parse_error", errors[0].Code);
    }

    [Fact]
    public void Evaluate_FunctionReplacedByOneThatCallsIt_ReachesTheOriginal()
    {
        const string Source = """
            package test
            f(x) := x
            g(x) := f(x)
            p := x if x := f(1) with f as g
            """;

        Assert.Equal("1", Policies.Eval(Source));
    }
}
