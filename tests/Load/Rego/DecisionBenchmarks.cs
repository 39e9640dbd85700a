using BenchmarkDotNet.Attributes;

namespace OpenClaw.Rego.Load;

/// <summary>Every scenario under BenchmarkDotNet: with input read before, and from JSON text to JSON text.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private Scenario _scenario = null!;

    /// <summary>The scenario by its name.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>All scenarios.</summary>
    public static IEnumerable<string> Names => Scenario.All().Select(scenario => scenario.Name);

    /// <summary>Compiles the policy once.</summary>
    [GlobalSetup]
    public void Prepare() => _scenario = Scenario.All().First(scenario => scenario.Name == Name);

    /// <summary>Decides about input read before.</summary>
    [Benchmark]
    public bool PreParsed() => _scenario.Query.IsTrue(_scenario.Input);

    /// <summary>Reads the input, decides, and writes the result.</summary>
    [Benchmark]
    public bool JsonInAndOut() => _scenario.RunJson();
}
