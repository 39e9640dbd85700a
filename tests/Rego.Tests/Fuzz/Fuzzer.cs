using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Rego.Tests.Reference;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Tests.Fuzz;

/// <summary>
/// Feeds the engine what nobody would write: it may answer or report an error of its own, but neither crash nor hang, and on
/// modules that make sense it answers as the reference does. Everything follows from the seed.
/// </summary>
internal sealed class Fuzzer(int seed)
{
    /// <summary>Compiling has no deadline of its own; this is far above what it takes.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);
    private static readonly RegoLimits Limits = new() { Timeout = TimeSpan.FromSeconds(1), MaxElements = 500_000 };
    private static readonly JsonNode Data = JsonNode.Parse("""{"base": {"list": [1, 2, [2, 3], "s"], "map": {"s": 1, "k": {"s": [2, 3]}, "t": 2}}}""")!;
    private const string Input = """{"a": [0, 1, {"s": 2}], "b": {"s": 1, "k": [2, 3]}, "i": 1}""";

    private readonly Random _random = new(seed);
    private readonly FuzzTexts _texts = new(new Random(seed));

    public int Compared { get; private set; }

    public TimeSpan Slowest { get; private set; }

    /// <summary>One text of one kind; answers what is wrong, with the text, or null.</summary>
    public string? Round()
    {
        var kind = _random.Next(7);
        var text = kind switch
        {
            0 => _texts.Tokens(),
            1 => _texts.Bytes(),
            2 or 3 => _texts.Module(),
            4 => _texts.Broken(),
            5 => _texts.Call(),
            _ => _texts.Pattern(),
        };
        var clock = Stopwatch.StartNew();
        string? problem;
        try
        {
            problem = Run(kind, text);
        }
        catch (RegoException)
        {
            problem = null;
        }
#pragma warning disable CA1031 // Any other exception is what is looked for.
        catch (Exception crash)
#pragma warning restore CA1031
        {
            problem = "crash: " + crash;
        }

        Slowest = clock.Elapsed > Slowest ? clock.Elapsed : Slowest;
        problem ??= clock.Elapsed > Hang ? $"took {clock.Elapsed}" : null;
        return problem is null ? null : $"seed {seed}\n{text}\n{problem}";
    }

    private string? Run(int kind, string text)
    {
        switch (kind)
        {
            case 1:
                Ignore(() => RegoInput.FromJson(Encoding.UTF8.GetBytes(text)));
                Ignore(() => RegoYaml.Read(text));
                Ignore(() => Policies.Compile("package test").Prepare(text).Evaluate([], Limits));
                Policies.Compile(text).Prepare("data").Evaluate([], Limits);
                return null;
            case 2 or 3:
                return Differs(text);
            case 6:
                var quoted = JsonValue.Create(text).ToJsonString();
                Policies.Compile($"package test\np := [regex.match(a, a), regex.find_n(a, b, -1), glob.match(a, [], b), regex.replace(b, a, a), regex.split(a, b)] if {{ a := {quoted}; b := input }}")
                    .Prepare("data.test.p").Evaluate(RegoInput.FromJson(Encoding.UTF8.GetBytes(quoted)), Limits);
                return null;
            default:
                Policies.Compile(text, Data, new RegoCompileOptions { SkipTypeChecks = _random.Next(2) == 0 }).Prepare("data.test").Evaluate(RegoInput.FromJson(Encoding.UTF8.GetBytes(Input)), Limits);
                return null;
        }
    }

    private string? Differs(string text)
    {
        var policy = Policies.Compile(text, Data.DeepClone(), new RegoCompileOptions { SkipTypeChecks = true });
        string? Reference(bool stops) => Outcome(() =>
            new ReferenceInterpreter(policy.Snapshot, JsonValues.Read(Encoding.UTF8.GetBytes(Input))) { StopsAtConstants = stops }.Document("test")?.ToString());
        var expected = Reference(stops: false);
        if (expected == "the reference gives up")
        {
            return null;
        }

        var actual = Outcome(() => policy.Prepare("x = sprintf(\"%v\", [data.test])").Evaluate(JsonNode.Parse(Input), Limits).Solutions[0].Bindings["x"]?.GetValue<string>());
        Compared++;
        return Agreement.Holds(expected, actual, () => Reference(stops: true)) ? null : $"reference: {expected}\nengine:    {actual}";
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
        catch (InvalidOperationException failure) when (failure.Message == "the reference gives up")
        {
            return failure.Message;
        }
    }

    /// <summary>An error of the engine's own is an answer.</summary>
    private static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (RegoException error)
        {
            Debug.Assert(error.Errors.Count > 0);
        }
    }
}
