using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.Faults.Sidecar;

/// <summary>
/// Each transaction writes two keys, while the sidecar and the store are killed twice each. An acknowledged transaction
/// must be there afterwards, and no transaction may be there by half.
/// </summary>
internal sealed class TransactionScenario(string type, int transactions)
{
    private const int Writers = 16;
    private const int ReadAtOnce = 500;

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(60);

    public async Task<Outcome> RunAsync()
    {
        await using LocalServer store = type == "state.postgresql" ? await PostgresServer.StartAsync() : await RedisServer.StartDurableAsync();
        using var folder = new ResourceFolder();
        await using var sidecar = new SidecarInstance("writer", folder.Write("writer", "component.yaml", Component(store)));
        await sidecar.StartAsync();

        var started = Stopwatch.GetTimestamp();
        var acknowledged = new ConcurrentDictionary<int, byte>();
        var (tried, refused, gaps) = (0, 0, new GapClock());
        var victims = new Victims(
        [
            ("sidecar", () => RestartAsync(sidecar)), ("store", () => RestartAsync(store)),
            ("sidecar", () => RestartAsync(sidecar)), ("store", () => RestartAsync(store)),
        ], transactions);
        var killing = victims.RunAsync(() => acknowledged.Count, CancellationToken.None);
        await Parallel.ForEachAsync(Forever(() => acknowledged.Count < transactions), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (number, token) =>
        {
            await victims.GateAsync(acknowledged.Count, token);
            Interlocked.Increment(ref tried);
            if (await sidecar.PostAsync("/v1.0/state/store/transaction", Body(number)))
            {
                acknowledged[number] = 0;
                gaps.Success();
                return;
            }
            // Not tried again: what became of it must be all or nothing.
            Interlocked.Increment(ref refused);
            await Task.Delay(TimeSpan.FromMilliseconds(50), token);
        });
        await killing;
        var (whole, half) = await ReadAsync(sidecar, tried);
        var lost = acknowledged.Keys.Count(number => !whole.Contains(number)) + half;
        return new Outcome($"transactions on {type}", victims.Killed, tried, acknowledged.Count, refused, whole.Count, 0, lost, gaps.Longest, Stopwatch.GetElapsedTime(started));
    }

    private static IEnumerable<int> Forever(Func<bool> goOn)
    {
        for (var number = 0; goOn(); number++)
        {
            yield return number;
        }
    }

    private static async Task RestartAsync(SidecarInstance sidecar)
    {
        await sidecar.KillAsync();
        await sidecar.StartAsync();
    }

    private static async Task RestartAsync(LocalServer store)
    {
        await store.KillAsync();
        await store.RestartAsync();
    }

    private static string Body(int number) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"operations":[{"operation":"upsert","request":{"key":"{{{number}}}-a","value":{{{number}}}}},{"operation":"upsert","request":{"key":"{{{number}}}-b","value":{{{number}}}}}]}""");

    private static async Task<(HashSet<int> Whole, int Half)> ReadAsync(SidecarInstance sidecar, int tried)
    {
        var whole = new HashSet<int>();
        var half = 0;
        foreach (var numbers in Enumerable.Range(0, tried).Chunk(ReadAtOnce))
        {
            var keys = string.Join(',', numbers.SelectMany(number => new[] { $"\"{number}-a\"", $"\"{number}-b\"" }));
            var text = "";
            // The store was killed too: the first answers after its return may still be of broken connections.
            await Eventually.AsyncTrue(
                async _ => (text = await sidecar.AskAsync("/v1.0/state/store/bulk", $$"""{"keys":[{{keys}}],"parallelism":10}""")).Length > 0,
                ReadPatience, "the store is read");
            using var answer = JsonDocument.Parse(text);
            var found = answer.RootElement.EnumerateArray().Where(entry => entry.TryGetProperty("data", out _))
                .ToDictionary(entry => entry.GetProperty("key").GetString()!, entry => entry.GetProperty("data").GetInt32());
            foreach (var number in numbers)
            {
                var there = (string[])[$"{number}-a", $"{number}-b"];
                var right = there.Count(key => found.TryGetValue(key, out var value) && value == number);
                half += right == 1 ? 1 : 0;
                if (right == 2)
                {
                    whole.Add(number);
                }
            }
        }
        return (whole, half);
    }

    private string Component(LocalServer store) => store is PostgresServer
        ? ResourceFolder.Component("store", type, "v2", ("connectionString", $"host=127.0.0.1 port={store.Port} user=app database=postgres sslmode=disable"))
        : ResourceFolder.Component("store", type, "v1", ("redisHost", store.ConnectionString));
}
