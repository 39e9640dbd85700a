using System.Diagnostics;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>
/// Reminders of actors on two replicas. Before they are due one replica is killed for good, then everything that is left
/// is killed and started again, then the store. Every reminder must fire, on whichever replica its actor then lives.
/// </summary>
internal sealed class ReminderScenario(int reminders)
{
    private const int DueSeconds = 8;
    private static readonly TimeSpan FireLimit = TimeSpan.FromSeconds(60);

    public async Task<Outcome> RunAsync()
    {
        await using var store = await PostgresServer.StartAsync();
        using var folder = new ResourceFolder();
        var resources = folder.Write("actors", "component.yaml", ResourceFolder.Component("store", "state.postgresql", "v2",
            ("connectionString", $"host=127.0.0.1 port={store.Port} user=app database=postgres sslmode=disable"), ("actorStateStore", "true")));
        await using var placement = new PlacementInstance();
        placement.Start();
        await using var firstApp = new AppProcess(folder.AppFile, "first");
        await using var secondApp = new AppProcess(folder.AppFile, "second");
        firstApp.Start();
        secondApp.Start();
        await using var first = new SidecarInstance("clocks", resources, firstApp.Port, placement.Port);
        await using var second = new SidecarInstance("clocks", resources, secondApp.Port, placement.Port);
        await Task.WhenAll(first.StartAsync(), second.StartAsync());

        var started = Stopwatch.GetTimestamp();
        var (acknowledged, refused) = (0, 0);
        List<string> killed = [];
        async Task RegisterAsync(string round, SidecarInstance through)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, reminders), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, token) =>
            {
                while (!await through.PostAsync($"/v1.0/actors/clock/a{number}/reminders/{round}", $$"""{"dueTime":"{{DueSeconds}}s"}"""))
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), token);
                }
                Interlocked.Increment(ref acknowledged);
            });
        }

        await RegisterAsync("moved", first);
        await first.KillAsync();
        await firstApp.KillAsync();
        killed.Add("one replica with its app");
        var lost = await MissingAsync(folder.AppFile, "moved");

        await RegisterAsync("restarted", second);
        await Task.WhenAll(second.KillAsync(), secondApp.KillAsync(), placement.KillAsync());
        placement.Start();
        secondApp.Start();
        await second.StartAsync();
        killed.Add("sidecar, app and placement");
        lost += await MissingAsync(folder.AppFile, "restarted");

        await RegisterAsync("stored", second);
        await store.KillAsync();
        await store.RestartAsync();
        killed.Add("store");
        lost += await MissingAsync(folder.AppFile, "stored");

        var fired = AppProcess.Read(folder.AppFile).Where(line => line.Kind == "r").ToArray();
        var distinct = fired.Select(line => line.Text).Distinct().Count();
        return new Outcome("reminders on state.postgresql", string.Join(", ", killed), 3 * reminders, acknowledged, refused, distinct, fired.Length - distinct, lost,
            Latest(fired), Stopwatch.GetElapsedTime(started));
    }

    /// <summary>From the first firing of a round to its last: how long the slowest was kept waiting.</summary>
    private static TimeSpan Latest(IEnumerable<(DateTimeOffset At, string Kind, string Text)> fired) =>
        fired.GroupBy(line => line.Text.Split('/')[1]).Select(round => round.Max(line => line.At) - round.Min(line => line.At)).DefaultIfEmpty().Max();

    private async Task<int> MissingAsync(string file, string round)
    {
        var missing = reminders;
        try
        {
            await Eventually.True(() =>
            {
                missing = reminders - AppProcess.Read(file).Where(line => line.Kind == "r" && line.Text.EndsWith("/" + round, StringComparison.Ordinal)).Select(line => line.Text).Distinct().Count();
                return missing == 0;
            }, FireLimit, $"every reminder of the round {round} fires");
        }
        catch (TimeoutException)
        {
            // The table shows how many are lost.
        }
        return missing;
    }
}
