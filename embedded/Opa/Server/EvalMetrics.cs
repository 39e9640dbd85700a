using OpenClaw.Opa.Core;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>What an instrument heard, in OPA's names: a timer and a histogram for each operation, and counters.</summary>
internal static class EvalMetrics
{
    /// <summary>These show also when nothing of their kind happened, so that a reader need not tell absent from zero.</summary>
    private static readonly string[] Always =
    [
        "eval_op_base_cache_hit", "eval_op_base_cache_miss", "eval_op_virtual_cache_hit", "eval_op_virtual_cache_miss",
        "eval_op_comprehension_cache_hit", "eval_op_comprehension_cache_miss", "eval_op_comprehension_cache_skip",
    ];

    public static IEnumerable<(string Name, RegoValue? Value)> Of(EvalProbe probe)
    {
        foreach (var name in probe.Counters.Keys.Union(Always))
        {
            yield return ("counter_" + name, Json.Number(probe.Counters.GetValueOrDefault(name)));
        }

        foreach (var (name, durations) in probe.Timings)
        {
            yield return ($"timer_{name}_ns", Json.Number(durations.Sum));
            if (name.StartsWith("eval_op_", StringComparison.Ordinal))
            {
                yield return ("histogram_" + name, Histogram(durations));
            }
        }
    }

    /// <summary>The answers of non-deterministic built-ins: arguments as JSON text, then the result. Null when there are none.</summary>
    public static ObjectValue? Answers(EvalProbe? probe) => probe is null || probe.Answers.Count == 0 ? null
        : Json.Object(probe.Answers.Select(function => (function.Key, (RegoValue?)Json.Object(
            function.Value.Select(call => (Json.Write(call.Key), (RegoValue?)call.Value))))));

    private static ObjectValue Histogram(Timing timing)
    {
        List<long> sorted = [.. timing.Sample.Order()];
        long At(double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
        var mean = (double)timing.Sum / timing.Count;
        var deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        return Json.Object(
            ("count", Json.Number(timing.Count)), ("min", Json.Number(timing.Min)), ("max", Json.Number(timing.Max)),
            ("mean", Json.Number((long)mean)), ("stddev", Json.Number((long)deviation)), ("median", Json.Number(At(0.5))),
            ("75%", Json.Number(At(0.75))), ("90%", Json.Number(At(0.9))), ("95%", Json.Number(At(0.95))),
            ("99%", Json.Number(At(0.99))), ("99.9%", Json.Number(At(0.999))), ("99.99%", Json.Number(At(0.9999))));
    }
}
