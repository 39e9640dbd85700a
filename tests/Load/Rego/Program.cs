using BenchmarkDotNet.Running;
using OpenClaw.Rego.Load;

// With "bdn" BenchmarkDotNet takes over, with its own arguments behind it.
if (args is ["bdn", .. var rest])
{
    BenchmarkRunner.Run<DecisionBenchmarks>(args: rest);
    return 0;
}

// Measures every scenario in one process and prints a Markdown table; the exit code says whether the goals of the page hold.
Console.WriteLine("| scenario | goal p50 µs | pre-parsed p50 µs | p99 µs | bytes | JSON in and out p50 µs | p99 µs | bytes | decisions/s, one thread | two threads |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
var missed = new List<string>();
foreach (var scenario in Scenario.All())
{
    var parsed = Measurement.Of(() => scenario.Query.IsTrue(scenario.Input));
    var json = Measurement.Of(scenario.RunJson);
    var alone = Throughput.Of(scenario, 1);
    var scaling = Throughput.Of(scenario, 2) / alone;
    Console.WriteLine(FormattableString.Invariant(
        $"| {scenario.Name} | {scenario.Goal:0.0;;–} | {parsed.Median:F2} | {parsed.P99:F2} | {parsed.Bytes} | {json.Median:F2} | {json.P99:F2} | {json.Bytes} | {alone:N0} | x{scaling:F2} |"));
    missed.AddRange(scenario.Missed(json, parsed, scaling));
}

Console.WriteLine();
Console.WriteLine(missed.Count == 0 ? "All goals hold." : "Missed: " + string.Join("; ", missed));
return missed.Count == 0 ? 0 : 1;
