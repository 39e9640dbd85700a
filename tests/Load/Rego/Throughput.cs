using System.Diagnostics;

namespace OpenClaw.Rego.Load;

internal static class Throughput
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public static double Of(Scenario scenario, int threads)
    {
        var counts = new long[threads * 16];
        var workers = Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < Duration)
            {
                for (var i = 0; i < 100; i++)
                {
                    scenario.Query.IsTrue(scenario.Input);
                }

                counts[index * 16] += 100;
            }
        })).ToArray();
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return counts.Sum() / Duration.TotalSeconds;
    }

    public static double Scaling(Scenario scenario, int threads) => Of(scenario, threads) / Of(scenario, 1);
}
