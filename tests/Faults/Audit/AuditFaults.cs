using System.Diagnostics;
using System.Globalization;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Audit;

/// <summary>The audit path's fault runs. Arguments: [--seconds n] [--outage n] [--rate entries-per-second] [--only storm,postgres,disk,both].</summary>
internal static class AuditFaults
{
    public const string Command = "audit";
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, outage, rate, only) = (120, 60, 2000, "");
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            var value = args[index + 1];
            (seconds, outage, rate, only) = args[index] switch
            {
                "--seconds" => (Number(value), outage, rate, only),
                "--outage" => (seconds, Number(value), rate, only),
                "--rate" => (seconds, outage, Number(value), only),
                "--only" => (seconds, outage, rate, value),
                var other => throw new ArgumentException($"Unknown switch {other}."),
            };
        }

        (string Name, Func<Task<bool>> Run)[] scenarios =
        [
            ("storm", () => StormAsync(TimeSpan.FromSeconds(seconds), rate)),
            ("postgres", () => WithoutAsync("PostgreSQL stopped", TimeSpan.FromSeconds(outage), rate, party => party.Database.Server.StopAsync(), party => party.Database.Server.RestartAsync(), isRefused: false)),
            ("disk", () => DiskAsync(TimeSpan.FromSeconds(outage), rate)),
            ("both", () => WithoutAsync("audit service and broker gone", TimeSpan.FromSeconds(outage), rate, GoneAsync, BackAsync, isRefused: true)),
        ];
        Console.WriteLine("| scenario | injected | acts asked | entries acknowledged | refused with 503 audit-unavailable | outcomes not acknowledged | stored | sealed | lost | gaps, doubles, acts without intent | verifier | acknowledged during the outage | longest gap | took |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        var (passed, failed) = (0, 0);
        foreach (var (_, run) in scenarios.Where(one => only.Length == 0 || only.Split(',').Contains(one.Name)))
        {
            (passed, failed) = await run() ? (passed + 1, failed) : (passed, failed + 1);
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    private static async Task<bool> StormAsync(TimeSpan duration, int rate)
    {
        var started = Stopwatch.GetTimestamp();
        await using var party = await AuditParty.StartAsync();
        party.StartProducers(rate);
        await FirstAsync(party);
        var storm = new Storm(party.Victims);
        await storm.RunAsync(duration, BetweenKills);
        return await JudgeAsync(party, "everything killed with SIGKILL, one every 2 s", storm.Counts, null, isRefused: false, started) && storm.HitAll;
    }

    private static async Task<bool> WithoutAsync(string name, TimeSpan outage, int rate, Func<AuditParty, Task> take, Func<AuditParty, Task> give, bool isRefused)
    {
        var started = Stopwatch.GetTimestamp();
        await using var party = await AuditParty.StartAsync();
        party.StartProducers(rate);
        await FirstAsync(party);
        await take(party);
        var from = DateTimeOffset.UtcNow;
        await Task.Delay(outage);
        var to = DateTimeOffset.UtcNow;
        await give(party);
        await GoesOnAsync(party);
        return await JudgeAsync(party, name, string.Create(CultureInfo.InvariantCulture, $"{outage.TotalSeconds:0} s"), (from, to), isRefused, started);
    }

    private static async Task<bool> DiskAsync(TimeSpan outage, int rate)
    {
        using var disk = SmallDisk.TryCreate(out var reason);
        if (disk is null)
        {
            Console.WriteLine($"| disk full | not run: {reason} | | | | | | | | | | | | |");
            return true;
        }

        var started = Stopwatch.GetTimestamp();
        await using var party = await AuditParty.StartAsync(disk.CreateDatabaseAsync);
        party.StartProducers(rate);
        await FirstAsync(party);
        disk.Fill();
        await Eventually.True(() => party.Database.Server.Output.Contains("No space left on device", StringComparison.Ordinal), TimeSpan.FromMinutes(1), "the disk is full", () => party.Database.Server.Output);
        var from = DateTimeOffset.UtcNow;
        await Task.Delay(outage);
        var to = DateTimeOffset.UtcNow;
        disk.Free();
        await GoesOnAsync(party);
        return await JudgeAsync(party, "disk of the database full", string.Create(CultureInfo.InvariantCulture, $"{outage.TotalSeconds:0} s"), (from, to), isRefused: false, started);
    }

    private static async Task<bool> JudgeAsync(AuditParty party, string name, string injected, (DateTimeOffset From, DateTimeOffset To)? outage, bool isRefused, long started)
    {
        await party.StopProducersAsync();
        var diary = party.Read();
        var log = await LogState.ReadAsync(party, diary);
        var during = outage is { } time ? diary.SuccessesBetween(time.From, time.To) : 0;
        var holds = log is { Lost: 0, Faulty: 0, VerifierCode: 0 } && diary.Acknowledged > 0 && diary.Errors == 0 && (isRefused ? during == 0 && diary.Refused > 0 : outage is null || during > 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {injected} | {diary.Intents.Count + diary.Refused} | {diary.Acknowledged} | {diary.Refused} | {diary.OutcomesRefused} | {log.Stored} | {log.Sealed} | {log.Lost} | {log.Faulty} | exit code {log.VerifierCode} | {(outage is null ? "" : during)} | {diary.LongestGap.TotalSeconds:0.0} s | {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s |"));
        if (!holds)
        {
            Console.WriteLine($"{diary.Errors} unexpected errors\n{party.Output}");
        }

        return holds;
    }

    private static async Task GoneAsync(AuditParty party)
    {
        await party.Service.KillAsync();
        await party.Broker.KillAsync();

        // What was on its way when they went may still have been answered.
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static Task BackAsync(AuditParty party) => Task.WhenAll(party.Service.KillAndRestartAsync(), party.Broker.RestartAsync());

    private static Task FirstAsync(AuditParty party) =>
        Eventually.True(() => party.Read().Acknowledged > 500, TimeSpan.FromMinutes(1), "entries are acknowledged", () => party.Output);

    /// <summary>Entries are acknowledged again after an outage.</summary>
    private static async Task GoesOnAsync(AuditParty party)
    {
        var before = party.Read().Acknowledged;
        await Eventually.True(() => party.Read().Acknowledged > before + 500, TimeSpan.FromMinutes(1), "entries are acknowledged again", () => party.Output);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
