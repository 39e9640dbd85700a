using System.Globalization;

namespace OpenClaw.Sidecar.Load;

/// <summary>Runs the parts one after the other and prints each as a Markdown table.</summary>
internal static class LoadRun
{
    private const int Callers = 32;
    private static readonly (int Bytes, int Rate)[] Payloads = [(1 << 10, 1000), (64 << 10, 200), (1 << 20, 20)];

    /// <returns>False when a goal was missed or a call failed.</returns>
    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Print($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Runs} runs of {options.Seconds} s after a quarter of that as warm-up, {options.Rate} requests/s (open model), 1 KB.\n");
        var good = true;
        await using (var stage = await Stage.StartAsync(1))
        {
            good &= !options.Wants("latency") || await LatencyAsync(stage, options);
            good &= !options.Wants("payload") || await PayloadAsync(stage, options);
            good &= !options.Wants("maximum") || await MaximumAsync(stage, options);
        }
        good &= !options.Wants("replicas") || await ReplicasAsync(options);
        return (!options.Wants("start") || await StartAsync(options)) && good;
    }

    private static async Task<bool> LatencyAsync(Stage stage, LoadOptions options)
    {
        Print("## Added latency\n");
        Print("| call | compared with | direct p50 / p90 / p99 ms | through the sidecar p50 / p90 / p99 ms | added p50 / p90 / p99 ms | goal | met | achieved/s | errors | late | CPU µs per call | caller's RSS MB | callee's RSS MB |");
        Print("|---|---|---|---|---|---|---|--:|--:|--:|--:|--:|--:|");
        var good = true;
        foreach (var scenario in await Scenario.AllAsync(stage))
        {
            List<Measured> runs = [];
            for (var run = 0; run < options.Runs; run++)
            {
                runs.Add(await Measured.OfAsync(scenario, stage, options.Rate, TimeSpan.FromSeconds(options.Seconds)));
            }
            var median = runs.OrderBy(run => run.Added(99)).ElementAt(runs.Count / 2);
            var met = scenario.Goal is not { } goal || (median.Added(50) < goal[0] && median.Added(90) < goal[1] && median.Added(99) < goal[2]);
            good &= met && median.Through.Errors == 0;
            Print(Row(scenario, median, scenario.Goal is null ? "" : met ? "yes" : "no"));
        }
        Print("");
        return good;
    }

    private static string Row(Scenario scenario, Measured run, string met) => FormattableString.Invariant(
        $"| {scenario.Name} | {scenario.Baseline} | {Three(run.Direct.At)} | {Three(run.Through.At)} | {Three(run.Added)} | {(scenario.Goal is { } goal ? string.Join(" / ", goal.Select(one => one.ToString("F2", CultureInfo.InvariantCulture))) : "")} | {met} | {run.Through.Rate:F0} | {run.Through.Errors} | {run.Direct.Late + run.Through.Late} | {run.CpuMicroseconds:F0} | {run.CallerMegabytes:F0} | {run.CalleeMegabytes:F0} |");

    private static async Task<bool> PayloadAsync(Stage stage, LoadOptions options)
    {
        Print("## Payload (invoke)\n");
        Print("| body | rate/s | direct p50 / p90 / p99 ms | added p50 / p90 / p99 ms | CPU µs per call (both sidecars) | errors |");
        Print("|---|--:|---|---|--:|--:|");
        var good = true;
        foreach (var (bytes, rate) in Payloads)
        {
            var run = await Measured.OfAsync(Scenario.Invoke(stage, bytes), stage, rate, TimeSpan.FromSeconds(options.Seconds));
            Print(FormattableString.Invariant($"| {Scenario.Size(bytes)} | {rate} | {Three(run.Direct.At)} | {Three(run.Added)} | {run.CpuMicroseconds:F0} | {run.Through.Errors} |"));
            good &= run.Through.Errors == 0;
        }
        Print("");
        return good;
    }

    private static async Task<bool> MaximumAsync(Stage stage, LoadOptions options)
    {
        Print($"## Maximum (closed loop, {Callers} callers, 1 KB)\n");
        Print("| call | direct/s | through the sidecar/s | p99 ms | errors |");
        Print("|---|--:|--:|--:|--:|");
        var good = true;
        foreach (var scenario in await Scenario.AllAsync(stage))
        {
            var duration = TimeSpan.FromSeconds(options.Seconds / 3);
            var direct = await ClosedLoop.RunAsync(scenario.Direct, Callers, duration);
            var through = await ClosedLoop.RunAsync(scenario.Through, Callers, duration);
            Print(FormattableString.Invariant($"| {scenario.Name} | {direct.Rate:F0} | {through.Rate:F0} | {through.At(99):F1} | {through.Errors} |"));
            good &= through.Errors == 0;
        }
        var (caller, callee) = (ProcessUsage.Of(stage.CallerId), ProcessUsage.Of(stage.CalleeId));
        Print(FormattableString.Invariant($"\nAfterwards the caller's sidecar holds {caller.ResidentMegabytes:F0} MB, the callee's {callee.ResidentMegabytes:F0} MB.\n"));
        return good;
    }

    private static async Task<bool> ReplicasAsync(LoadOptions options)
    {
        Print("## Replicas of the called app (invoke, 1 KB)\n");
        Print("| replicas | added p50 / p90 / p99 ms | errors |");
        Print("|--:|---|--:|");
        var good = true;
        foreach (var replicas in (int[])[1, 2, 3])
        {
            await using var stage = await Stage.StartAsync(replicas);
            var run = await Measured.OfAsync(Scenario.Invoke(stage, 1024), stage, options.Rate, TimeSpan.FromSeconds(options.Seconds));
            Print(FormattableString.Invariant($"| {replicas} | {Three(run.Added)} | {run.Through.Errors} |"));
            good &= run.Through.Errors == 0;
        }
        Print("");
        return good;
    }

    private static async Task<bool> StartAsync(LoadOptions options)
    {
        Print("## Start\n");
        var (seconds, failed) = await ColdStarts.RunAsync(options.Starts);
        Print($"{seconds.Length} of {options.Starts} cold starts in a row succeeded; process start to `GET /v1.0/healthz` 204: "
            + FormattableString.Invariant($"fastest {seconds[0]:F2} s, median {seconds[seconds.Length / 2]:F2} s, slowest {seconds[^1]:F2} s.\n"));
        return failed == 0;
    }

    private static string Three(Func<double, double> at) => FormattableString.Invariant($"{at(50):F2} / {at(90):F2} / {at(99):F2}");

    private static void Print(string line) => Console.WriteLine(line);
}
