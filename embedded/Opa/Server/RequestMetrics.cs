using System.Diagnostics;
using OpenClaw.Opa.Core;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Server;

/// <summary>Timers and counters of one request, in OPA's names.</summary>
internal sealed class RequestMetrics
{
    private readonly SortedDictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly long _start = Stopwatch.GetTimestamp();

    public T Time<T>(string name, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _values[$"timer_{name}_ns"] = _values.GetValueOrDefault($"timer_{name}_ns") + Nanoseconds(start);
        }
    }

    public void Add(string name, TimeSpan duration) => _values[$"timer_{name}_ns"] = duration.Ticks * 100;

    public void Count(string name, long value) => _values[$"counter_{name}"] = value;

    public ObjectValue ToJson()
    {
        _values["timer_server_handler_ns"] = Nanoseconds(_start);
        if (_values.ContainsKey("timer_rego_query_eval_ns"))
        {
            // Nothing is resolved outside of the process.
            _values["timer_rego_external_resolve_ns"] = 0;
        }

        return Json.Object(_values.Select(pair => (pair.Key, (RegoValue?)Json.Number(pair.Value))));
    }

    private static long Nanoseconds(long start) => Stopwatch.GetElapsedTime(start).Ticks * 100;
}
