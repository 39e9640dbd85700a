using System.Text.Json.Nodes;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Tests.Reference;

/// <summary>Random modules mean the same to the planned engine and to the plain interpreter.</summary>
public sealed class DifferentialTests
{
    private const string Data = """{"base": {"list": [1, 2, [2, 3], "s"], "map": {"s": 1, "k": {"s": [2, 3]}, "t": 2}}}""";
    private const string Input = """{"a": [0, 1, {"s": 2}], "b": {"s": 1, "k": [2, 3]}, "i": 1}""";

    /// <summary>REGO_FUZZ_ROUNDS makes a long run of it; the default keeps a test run short.</summary>
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("REGO_FUZZ_ROUNDS"), out var rounds) ? rounds : 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Engine_RandomModules_AgreesWithTheReference(int seed)
    {
        var generator = new ModuleGenerator(new Random(seed));
        var compared = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var source = generator.Module();
            if (TryCompile(source) is not { } policy)
            {
                continue;
            }

            var expected = Reference(policy, stops: false);
            if (expected == "the reference gives up")
            {
                continue;
            }

            var actual = Engine(policy);
            Assert.True(Agreement.Holds(expected, actual, () => Reference(policy, stops: true)), $"{source}\nreference: {expected}\nengine:    {actual}");
            compared++;
        }

        Assert.InRange(compared, 25, Rounds);
    }

    [Theory]
    [InlineData("p if { some x in [1, 2]; g(x) }", true)]
    [InlineData("p if g(1)\np if g(2)", true)]
    [InlineData("p := g(x) if some x in [1, 2]", false)]
    [InlineData("p := 1 if g(1)\np := 2 if g(2)", false)]
    [InlineData("p contains 1 if { some x in [1, 2]; g(x) }", false)]
    [InlineData("p if { some x in [2, 1]; g(x) }", false)]
    public void Agreement_ConflictBehindASuccess_IsExcusedForOneConstantOnly(string rules, bool isExcused)
    {
        var policy = TryCompile($"package test\ng(1) := 7\ng(2) := 8\ng(2) := 9\n{rules}")!;

        var answers = (Reference(policy, stops: false), Reference(policy, stops: true), Engine(policy));

        Assert.Equal(isExcused ? (Agreement.Conflict, "{\"p\": true}", "{\"p\": true}") : (Agreement.Conflict, Agreement.Conflict, Agreement.Conflict), answers);
    }

    private static string? Reference(CompiledPolicy policy, bool stops) =>
        Outcome(() => new ReferenceInterpreter(policy.Snapshot, JsonValues.Read(Input)) { StopsAtConstants = stops }.Document("test")?.ToString());

    private static string? Engine(CompiledPolicy policy) =>
        Outcome(() => policy.Prepare("x = sprintf(\"%v\", [data.test])").Evaluate(JsonNode.Parse(Input)).Solutions[0].Bindings["x"]?.GetValue<string>());

    private static CompiledPolicy? TryCompile(string source)
    {
        try
        {
            return Policies.Compile(source, JsonNode.Parse(Data), new RegoCompileOptions { SkipTypeChecks = true });
        }
        catch (RegoException)
        {
            // Most random modules have unsafe variables; those that compile are the test.
            return null;
        }
    }

    private static string? Outcome(Func<string?> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (RegoException error)
        {
            return error.Errors[0].Code;
        }
        catch (InvalidOperationException failure)
        {
            return failure.Message;
        }
    }
}
