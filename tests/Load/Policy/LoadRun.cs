namespace OpenClaw.Policy.Load;

/// <summary>Runs the parts one after the other and prints each as a Markdown table.</summary>
internal static class LoadRun
{
    private const double InProcessGoal = 100;
    private const double BurstGoal = 60;
    private const double OpenGoal = 5;

    /// <summary>Said after the table, which they would break.</summary>
    private static readonly List<string> Costs = [];

    /// <returns>False when a goal was missed or a call failed.</returns>
    public static async Task<bool> RunAsync(LoadOptions options)
    {
        Print($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Runs} runs.\n");
        var good = !options.Wants("process") || Decisions(options.Decisions);
        if (options.Wants("burst") || options.Wants("open"))
        {
            await using var stage = await Stage.StartAsync(options.Users);
            Print("## Through the gateway\n");
            Print("| arrivals | empty p50 / p95 / p99 ms | decision p50 / p95 / p99 ms | ratio of the p50 / p95 | goal p95 ms | met | achieved/s | errors | late |");
            Print("|---|---|---|---|--:|---|--:|--:|--:|");
            await WarmUpAsync(stage, options);
            good &= !options.Wants("burst") || await ComparedAsync(
                $"{options.Users} users x {options.Evaluations}, closed", BurstGoal, options, stage, call => ClosedBurst.RunAsync(call, options.Users, options.Evaluations));
            good &= !options.Wants("open") || await ComparedAsync(
                $"{options.Rate:N0}/s, open", OpenGoal, options, stage, call => OpenLoop.RunAsync(call, options.Rate, TimeSpan.FromSeconds(options.Seconds)));
            Costs.ForEach(Print);
            foreach (var (reason, count) in stage.Failures)
            {
                Print($"\nFailed, warm-up included: {reason}, {count} times.");
            }
        }

        Print(good ? "\nAll goals hold." : "\nA goal is missed.");
        return good;
    }

    private static bool Decisions(int decisions)
    {
        Print($"## In process\n\nSeven domains in four scopes, {decisions:N0} decisions of each action.\n");
        Print("| action | result | p50 µs | p95 µs | p99 µs | bytes | goal p99 µs | met |");
        Print("|---|---|--:|--:|--:|--:|--:|---|");
        var (good, process) = (true, new InProcess());
        foreach (var action in DecisionCost.Actions)
        {
            var cost = process.Measure(action, decisions);
            var met = cost.P99 < InProcessGoal;
            Print(FormattableString.Invariant(
                $"| {action} | {cost.Result} | {cost.P50:F1} | {cost.P95:F1} | {cost.P99:F1} | {cost.Bytes:N0} | {InProcessGoal:F0} | {(met ? "yes" : "no")} |"));
            good &= met;
        }

        Print("");
        return good;
    }

    /// <summary>Every person has been seen, every connection is open and the hot code is compiled before anything counts.</summary>
    private static async Task WarmUpAsync(Stage stage, LoadOptions options)
    {
        await OpenLoop.RunAsync(stage.AskAsync, Math.Min(200, options.Rate), TimeSpan.FromSeconds(5));
        var half = TimeSpan.FromSeconds(options.Warmup / 2.0);
        await OpenLoop.RunAsync(stage.AskNothingAsync, options.Rate, half);
        await OpenLoop.RunAsync(stage.AskAsync, options.Rate, half);
        await ClosedBurst.RunAsync(stage.AskAsync, options.Users, options.Evaluations);
        await ClosedBurst.RunAsync(stage.AskNothingAsync, options.Users, options.Evaluations);
    }

    private static async Task<bool> ComparedAsync(
        string name, double goal, LoadOptions options, Stage stage, Func<Func<int, Task<bool>>, Task<Latencies>> run)
    {
        List<Latencies> empties = [], asked = [];
        var (idle, used) = (new ProcessorTime(), new ProcessorTime());
        for (var turn = 0; turn < options.Runs; turn++)
        {
            empties.Add(await idle.OfAsync(() => run(stage.AskNothingAsync)));
            asked.Add(await used.OfAsync(() => run(stage.AskAsync)));
        }

        var (empty, decision) = (Latencies.MedianOf(empties), Latencies.MedianOf(asked));
        var met = decision.At(95) < goal;
        Print(FormattableString.Invariant(
            $"| {name} | {Three(empty)} | {Three(decision)} | {decision.At(50) / empty.At(50):F2} / {decision.At(95) / empty.At(95):F2} | {goal:F0} | {(met ? "yes" : "no")} | {decision.Rate:F0} | {empties.Sum(one => one.Errors) + asked.Sum(one => one.Errors)} | {decision.Late} |"));
        Costs.Add($"\nProcessor time in µs, {name}: a decision {used}; an empty call {idle}.");
        return met && asked.Concat(empties).All(one => one.Errors == 0);
    }

    private static string Three(Latencies one) => FormattableString.Invariant($"{one.At(50):F2} / {one.At(95):F2} / {one.At(99):F2}");

    private static void Print(string line) => Console.WriteLine(line);
}
