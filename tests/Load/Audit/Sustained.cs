
namespace OpenClaw.Audit.Load;

/// <summary>The most the log takes for minutes with sealing on, next to a plain insert into the same PostgreSQL.</summary>
internal static class Sustained
{
    private const int Producers = 8;
    private const int Batch = 200;
    private const double Goal = 20_000;
    private const double GoalOfPlain = 0.3;

    // Before and after, because the same insert differs by a third from one time to another.
    private const int PlainRuns = 3;
    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainGoal = TimeSpan.FromSeconds(10);

    public static async Task<bool> RunAsync(LoadOptions options, int services)
    {
        Report.Title(services == 1 ? $"Sustained, {options.Seconds} s" : $"Two replicas at once, {options.Seconds} s");
        await using var stage = await Stage.StartAsync(services);
        var duration = TimeSpan.FromSeconds(options.Seconds);
        await new Sender(stage, Batch).RunAsync(Producers, duration / 20 + TimeSpan.FromSeconds(2));
        var plainRuns = new List<double>();
        await PlainAsync(stage, plainRuns);
        await stage.ExecuteAsync("CHECKPOINT");

        var (sealedBefore, bytes, wal, cpu) = (await stage.SealedAsync(), await BytesAsync(stage), await WalAsync(stage), stage.Cpu());
        var sender = new Sender(stage, Batch);
        var behind = new List<long>();
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(stage, () => sender.Acknowledged + sealedBefore, behind, stop.Token);
        var latencies = await sender.RunAsync(Producers, duration);
        var rate = sender.Acknowledged / duration.TotalSeconds;
        await stop.CancelAsync();
        await watching;
        var drain = await stage.DrainAsync();
        var (cpuAfter, walAfter, bytesAfter) = (stage.Cpu(), await WalAsync(stage), await BytesAsync(stage));
        var faults = await FaultsAsync(stage);
        await PlainAsync(stage, plainRuns);
        var plain = Median(plainRuns);

        var million = sender.Acknowledged / 1e6;
        Report.Head("acknowledged", "entries/s", $"goal {Goal:F0}", "plain rows/s", "of plain", "goal 30 %", "batch of 200 p50 / p95 / p99 ms", "refused", "most behind the seal", "sealed after", "gaps, doubles, lost");
        Report.Row(
            $"{sender.Acknowledged}", $"{rate:F0}", $"{Report.Met(rate > Goal)}", $"{plain:F0}", $"{rate / plain:P0}", $"{Report.Met(rate >= GoalOfPlain * plain)}",
            $"{latencies.At(50):F1} / {latencies.At(95):F1} / {latencies.At(99):F1}", $"{latencies.Errors}", $"{behind.DefaultIfEmpty().Max()}", $"{drain.TotalSeconds:F1} s", $"{faults}");
        Report.Line($"\nPer million entries: {(bytesAfter - bytes) / million / 1e6:F0} MB of tables and indexes, {(walAfter - wal) / million / 1e6:F0} MB of log (WAL), {(cpuAfter.Services - cpu.Services) / million:F1} s of processor in the audit service and {(cpuAfter.Postgres - cpu.Postgres) / million:F1} s in PostgreSQL. Plain inserts before and after: {string.Join(", ", plainRuns.Select(run => $"{run:F0}"))}/s; the median counts.");
        return (services > 1 || rate > Goal) && rate >= GoalOfPlain * plain && drain < DrainGoal && faults == 0 && latencies.Errors == 0;
    }

    private static async Task PlainAsync(Stage stage, List<double> rates)
    {
        for (var run = 0; run < PlainRuns; run++)
        {
            rates.Add(await PlainInsert.RunAsync(stage, Plain));
        }
    }

    private static double Median(IEnumerable<double> rates)
    {
        double[] ordered = [.. rates.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    /// <summary>Numbers missing or given twice, what was taken or is stored without a number, and trees that do not count what they hold.</summary>
    private static Task<long> FaultsAsync(Stage stage) => stage.CountAsync("""
        SELECT (SELECT COALESCE(sum(abs(size - numbered)), 0) FROM audit.trees JOIN
                   (SELECT tenant_id, count(DISTINCT sequence) AS numbered, max(sequence) + 1 AS last FROM audit.sealed_entries GROUP BY 1) AS seals USING (tenant_id) WHERE size <> numbered OR size <> last)
             + (SELECT abs((SELECT count(*) FROM audit.audit_entries) - size) + abs((SELECT count(*) FROM audit.entry_ids) - size) FROM (SELECT sum(size) AS size FROM audit.trees) AS numbered)
        """);

    private static async Task WatchAsync(Stage stage, Func<long> acknowledged, List<long> behind, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            behind.Add(Math.Max(0, acknowledged() - await stage.SealedAsync()));
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static Task<long> BytesAsync(Stage stage) => stage.CountAsync("SELECT pg_database_size(current_database())");

    private static Task<long> WalAsync(Stage stage) => stage.CountAsync("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
}
