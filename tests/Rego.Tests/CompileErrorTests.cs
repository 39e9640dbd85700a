namespace OpenClaw.Rego.Tests;

/// <summary>What the compiler refuses, with OPA's codes and the place.</summary>
public sealed class CompileErrorTests
{
    [Theory]
    [InlineData("p if x > 1", "rego_unsafe_var_error", "var x is unsafe")]
    [InlineData("p if x == 1", "rego_unsafe_var_error", "var x is unsafe")]
    [InlineData("p if { not x }", "rego_unsafe_var_error", "var x is unsafe")]
    [InlineData("p contains x if true", "rego_unsafe_var_error", "var x is unsafe")]
    [InlineData("p := nosuch(1)", "rego_type_error", "undefined function nosuch")]
    [InlineData("p := count(1, 2, 3)", "rego_type_error", "arity mismatch")]
    [InlineData("p if p", "rego_recursion_error", "rule data.test.p is recursive")]
    [InlineData("p if { x := 1; x := 2 }", "rego_compile_error", "var x assigned above")]
    [InlineData("p if { some x; x := 2 }", "rego_compile_error", "var x declared above")]
    [InlineData("f(x) if { x := 2 }", "rego_compile_error", "arg x redeclared")]
    [InlineData("p if { input := 2 }", "rego_compile_error", "shadow input")]
    [InlineData("default p := 1\ndefault p := 2", "rego_type_error", "multiple default rules")]
    [InlineData("p := 1\np contains 2", "rego_type_error", "conflicting rules")]
    [InlineData("f(x) := x\nf(x, y) := x", "rego_type_error", "conflicting rules")]
    [InlineData("p { true }", "rego_parse_error", "`if` keyword is required")]
    [InlineData("p[x] { x := 1 }", "rego_parse_error", "`if` keyword is required")]
    [InlineData("p := \"a", "rego_parse_error", "non-terminated string")]
    [InlineData("p := 1 2", "rego_parse_error", "unexpected number")]
    [InlineData("import data.a.x\nimport data.b.x\np := x", "rego_compile_error", "import must not shadow")]
    [InlineData("p if true with foo as 1", "rego_type_error", "with keyword target")]
    public void Compile_BrokenModule_NamesTheProblem(string rules, string code, string message)
    {
        var errors = Policies.Errors($"package test\n{rules}");

        Assert.Contains(errors, error => error.Code == code && error.Message.Contains(message, StringComparison.Ordinal) && error.Row > 1 && error.File == "test.rego");
    }

    [Fact]
    public void Compile_SeveralProblems_AreReportedTogetherInOrder()
    {
        var errors = Policies.Errors("package test\np if x\nq if y\nr if z");

        Assert.Equal([2, 3, 4], errors.Select(error => error.Row));
    }

    [Fact]
    public void Compile_MutualRecursion_NamesTheCycle()
    {
        var errors = Policies.Errors("package test\np if q\nq if r\nr if p");

        Assert.Contains("data.test.p -> data.test.q -> data.test.r -> data.test.p", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_StrictMode_TakesAnArgumentThatAnyBranchReadsForRead() => Policies.Compile(
        "package test\nf(x, y) := 1 if { input.a } else := 2 if { x } else := y if { input.b }", options: new RegoCompileOptions { StrictMode = true });

    [Theory]
    [InlineData("import data.a\np := 1", "data.a unused")]
    [InlineData("p if { x := 1 }", "assigned var x unused")]
    [InlineData("f(x) := 1", "unused argument x")]
    [InlineData("f(x) := 1 if { input.a } else := 2 if { input.b }", "unused argument x")]
    public void Compile_StrictMode_ReportsWhatIsUnused(string rules, string message)
    {
        var errors = Policies.Errors($"package test\n{rules}", new RegoCompileOptions { StrictMode = true });

        Assert.Contains(errors, error => error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Compile_V0Module_NeedsTheOption()
    {
        const string Source = "package test\np[x] { x := [1, 2][_]; x > 1 }\nq = 3 { true }";

        var result = Policies.Compile(Source, options: new RegoCompileOptions { V0Compatible = true }).Prepare("data.test").Evaluate([]);

        Assert.Equal("{\"p\":[2],\"q\":3}", result.ToJson()!.ToJsonString());
    }
}
