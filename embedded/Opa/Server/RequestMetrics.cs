using System.Diagnostics;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Timers and counters of one request, in OPA's names; an instrumented one also hears what evaluations and compilations do.</summary>
internal sealed class RequestMetrics(bool isInstrumented = false)
{
    private readonly SortedDictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Given to evaluations when the request is instrumented.</summary>
    public EvalProbe? Probe { get; } = isInstrumented ? new EvalProbe(isInstrument: true) : null;

    /// <summary>Hears of the stages in which modules are compiled.</summary>
    public Action<string, TimeSpan>? ModuleStages => isInstrumented ? (stage, duration) => Add("compile_stage_" + stage, duration) : null;

    /// <summary>Hears of the stages in which a query is compiled.</summary>
    public Action<string, TimeSpan>? QueryStages => isInstrumented ? (stage, duration) => Add("query_compile_stage_" + stage, duration) : null;

    public T Time<T>(string name, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Sum(name, Nanoseconds(start));
        }
    }

    public void Add(string name, TimeSpan duration) => Sum(name, (long)duration.TotalNanoseconds);

    public void Count(string name, long value) => _values[$"counter_{name}"] = value;

    public ObjectValue ToJson()
    {
        _values["timer_server_handler_ns"] = Nanoseconds(_start);
        if (_values.ContainsKey("timer_rego_query_eval_ns"))
        {
            // Nothing is resolved outside of the process.
            _values["timer_rego_external_resolve_ns"] = 0;
        }

        var usual = _values.Select(pair => (pair.Key, (RegoValue?)Json.Number(pair.Value)));
        return Json.Object(Probe is null ? usual : usual.Concat(EvalMetrics.Of(Probe)));
    }

    private void Sum(string name, long nanoseconds) => _values[$"timer_{name}_ns"] = _values.GetValueOrDefault($"timer_{name}_ns") + nanoseconds;

    private static long Nanoseconds(long start) => Stopwatch.GetElapsedTime(start).Ticks * 100;
}
