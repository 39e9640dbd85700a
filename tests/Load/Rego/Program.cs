using OpenClaw.Rego.Load;

// Measures every scenario in one process: pre-parsed input, and JSON in and out. Prints a Markdown table.
Console.WriteLine("| scenario | pre-parsed p50 µs | p99 µs | bytes | JSON in and out p50 µs | p99 µs | bytes |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
foreach (var scenario in Scenario.All())
{
    var parsed = Measurement.Of(() => scenario.Query.IsTrue(scenario.Input));
    var json = Measurement.Of(scenario.RunJson);
    Console.WriteLine(FormattableString.Invariant(
        $"| {scenario.Name} | {parsed.Median:F2} | {parsed.P99:F2} | {parsed.Bytes} | {json.Median:F2} | {json.P99:F2} | {json.Bytes} |"));
}

Console.WriteLine();
foreach (var scenario in Scenario.All())
{
    Console.WriteLine(FormattableString.Invariant($"{scenario.Name}: {Throughput.Of(scenario, 1):N0}/s on one thread, x{Throughput.Scaling(scenario, 2):F2} on two"));
}
