namespace OpenClaw.Rego.Tests;

/// <summary><c>with</c> changes the world of one literal: documents, built-ins and functions, and everything remembered of them.</summary>
public sealed class WithTests
{
    private const string Rules = """
        package test
        doc := {"x": 1, "y": 2}
        objects[k] := v if some k, v in {"x": 1}
        tree.a.b := 1
        f(x) := x + input.n
        g(x) := x * 100
        outer(x) := f(x) + f(x)
        slow(x) := sum([y | some y in numbers.range(1, x)])
        reads := doc.x
        """;

    [Theory]
    [InlineData("doc.x with data.test.doc as {\"x\": 5}", "5")]
    [InlineData("reads with data.test.doc as {\"x\": 5}", "5")]
    [InlineData("tree with data.test.tree as 7", "7")]
    [InlineData("tree with data.test.tree.a as 7", "{\"a\":7}")]
    [InlineData("tree with data.test.tree.a.b as 7", "{\"a\":{\"b\":7}}")]
    [InlineData("objects.x with data.test.objects as {\"x\": 9}", "9")]
    [InlineData("outer(1) with data.test.f as 4", "8")]
    [InlineData("outer(1) with f as g", "200")]
    [InlineData("outer(1) with f as abs", "2")]
    [InlineData("count([1, 2]) with count as 9", "9")]
    [InlineData("slow(3) with sum as count", "3")]
    [InlineData("slow(3) with numbers.range as [1]", "1")]
    [InlineData("upper(\"a\") with upper as lower", "\"a\"")]
    public void With_Target_IsReplacedEverywhereBelow(string expression, string expected)
    {
        Assert.Equal(expected, Policies.Eval($"{Rules}\np := x if x := {expression}", input: "{\"n\": 1}"));
    }

    [Fact]
    public void With_ValueThatIterates_HoldsForEachAndBindsForTheNext()
    {
        const string Source = """
            package test
            q := [input.a, input.b]
            p contains x if x := q with input.a as data.base[k] with input.b as k
            """;

        var result = Policies.Compile(Source, System.Text.Json.Nodes.JsonNode.Parse("""{"base": {"s": 1, "t": 2}}""")).Prepare("data.test.p").Evaluate([]);

        Assert.Equal("""[[1,"s"],[2,"t"]]""", result.ToJson()!.ToJsonString());
    }

    [Theory]
    [InlineData("doc.x with data.test.doc.x as 1")]
    [InlineData("objects.x with data.test.objects.x as 1")]
    [InlineData("tree with data.test.tree.a.b.c as 1")]
    [InlineData("f(1) with data.test.f.x as 1")]
    public void With_TargetInsideTheValueOfARule_IsRefused(string expression)
    {
        var error = Assert.Single(Policies.Errors($"{Rules}\np := x if x := {expression}"));

        Assert.Equal(("rego_compile_error", "with keyword cannot partially replace virtual document(s)"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("walk(1, x) with walk as 1", "with keyword replacing built-in function: target must not be a relation")]
    [InlineData("x = eq(1, 1) with eq as 1", "with keyword replacing built-in function: replacement of eq invalid")]
    public void With_BuiltinThatIsNoPlainFunction_IsRefused(string literal, string message) =>
        Assert.Contains(Policies.Errors($"package test\np := x if {literal}"), error => error.Message == message);

    [Fact]
    public void Memo_OfOneWorld_IsNotSeenInAnother()
    {
        const string Source = """
            package test
            f(x) := sum([x, count([y | some y in input.ys])])
            p := [a, b, c, d] if {
                a := f(1)
                b := f(1) with input.ys as [1, 2, 3]
                c := f(1) with count as 40
                d := f(1)
            }
            """;

        Assert.Equal("[2,4,41,2]", Policies.Eval(Source, input: "{\"ys\": [1]}"));
    }

    [Fact]
    public void Memo_SameArguments_ComputesOnce()
    {
        const string Source = """
            package test
            f(x, y) := z if { print("computed", x, y); z := count([1 | some i in numbers.range(1, x)]) }
            undefined(x) if { print("asked", x); count([1 | some i in numbers.range(1, x)]) > 100 }
            p := [f(3, "a"), f(3, "a"), f(4, "a"), f(3, "b"), f(3, "a")]
            q if { not undefined(1); not undefined(1) }
            """;
        var lines = new List<string>();
        var policy = Policies.Compile(Source, options: new RegoCompileOptions { Print = lines.Add });

        var first = policy.Prepare("data.test.p").Evaluate([]).ToJson()!.ToJsonString();
        policy.Prepare("data.test.q").Evaluate([]);

        Assert.Equal("[3,3,4,3,3]", first);
        Assert.Equal(["computed 3 a", "computed 4 a", "computed 3 b", "asked 1"], lines);
    }

    [Fact]
    public void Memo_ManyCalls_StayWithinTheirLimitAndAgree()
    {
        const string Source = """
            package test
            f(x) := y if { y := sum([x, 1]) }
            p := sum([f(x) | some x in numbers.range(1, 70000)]) + sum([f(x) | some x in numbers.range(1, 70000)])
            """;

        Assert.Equal("4900210000", Policies.Eval(Source));
    }
}
