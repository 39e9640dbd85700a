using System.Diagnostics;
using OpenClaw.Opa.Core;
using OpenClaw.Opa.Loading;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Cli;

/// <summary><c>bench</c>: evaluates one query for a second and shows the distribution of its times.</summary>
internal static class BenchCommand
{
    private const int Warmup = 1000;

    public static int Run(string[] args)
    {
        var arguments = Arguments.Parse(args, [.. PolicyFlags.All, new("input", 'i'), new("format", 'f', Default: "pretty"), new("count", Default: "1"), new("benchmem", IsSwitch: true), new("metrics", IsSwitch: true)]);
        var query = arguments.Rest is [var only] ? only : throw new UsageException("specify exactly one query argument");
        var options = PolicyFlags.Options(arguments);
        var state = PolicyFlags.Compile(PolicyFlags.Load(arguments, options.V0Compatible), options);
        var plan = state.Prepare(query).Plan;
        var input = arguments.Last("input") is { } path ? SourceText.Parse(File.ReadAllBytes(path), path) : null;
        for (var i = 0; i < arguments.Number("count"); i++)
        {
            Show(arguments.Text("format"), Measure(() => PolicyState.Run(plan, input, CancellationToken.None)));
        }

        return 0;
    }

    private static (List<double> Nanoseconds, long Bytes) Measure(Action work)
    {
        for (var i = 0; i < Warmup; i++)
        {
            work();
        }

        var times = new List<double>(1_000_000);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var end = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        for (var now = Stopwatch.GetTimestamp(); now < end && times.Count < times.Capacity;)
        {
            work();
            var next = Stopwatch.GetTimestamp();
            times.Add((next - now) * 1e9 / Stopwatch.Frequency);
            now = next;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return (times, bytes / times.Count);
    }

    private static void Show(string format, (List<double> Nanoseconds, long Bytes) run)
    {
        var sorted = run.Nanoseconds.Order().ToList();
        double At(double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
        (string Name, double Value)[] rows =
        [
            ("samples", sorted.Count), ("ns/op", sorted.Average()), ("B/op", run.Bytes),
            ("histogram_timer_rego_query_eval_ns_min", sorted[0]), ("histogram_timer_rego_query_eval_ns_median", At(0.5)),
            ("histogram_timer_rego_query_eval_ns_90%", At(0.9)), ("histogram_timer_rego_query_eval_ns_99%", At(0.99)),
            ("histogram_timer_rego_query_eval_ns_max", sorted[^1]),
        ];
        if (format == "json")
        {
            Console.WriteLine(Json.Write(Json.Object(rows.Select(row => (row.Name, (RegoValue?)Json.Number((long)row.Value)))), pretty: true));
            return;
        }

        var width = rows.Max(row => row.Name.Length);
        foreach (var (name, value) in rows)
        {
            Console.WriteLine($"| {name.PadRight(width)} | {(long)value,12} |");
        }
    }
}
