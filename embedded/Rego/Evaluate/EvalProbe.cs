using System.Diagnostics;
using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>
/// Hears what one evaluation does: answers of built-ins that another evaluation may answer differently, and, where it is an
/// instrument, counts and times of operations. Most evaluations have none and only find that out.
/// </summary>
internal sealed class EvalProbe(bool isInstrument)
{
    private readonly Dictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Timing> _timings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<RegoValue, RegoValue>> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public bool IsInstrument => isInstrument;

    public IReadOnlyDictionary<string, long> Counters => _counters;

    /// <summary>Durations by operation.</summary>
    public IReadOnlyDictionary<string, Timing> Timings => _timings;

    /// <summary>Results by the name of the built-in and its arguments.</summary>
    public IReadOnlyDictionary<string, Dictionary<RegoValue, RegoValue>> Answers => _answers;

    public void Count(string counter)
    {
        if (isInstrument)
        {
            _counters[counter] = _counters.GetValueOrDefault(counter) + 1;
        }
    }

    public void Time(string operation, long since)
    {
        if (isInstrument)
        {
            Add(operation, Nanoseconds(since));
        }
    }

    /// <summary>A base document is read: the first time it has to be found, then it is at hand.</summary>
    public void Base(DocNode node, RegoValue[] path)
    {
        if (isInstrument && !node.IsDocument && !node.IsFunction)
        {
            Count(_read.Add(string.Join('/', (object[])path)) ? "eval_op_base_cache_miss" : "eval_op_base_cache_hit");
        }
    }

    public void Called(Builtin builtin, RegoValue[] arguments, RegoValue? result, long since)
    {
        if (isInstrument)
        {
            var took = Nanoseconds(since);
            var name = "rego_builtin_" + builtin.Name.Replace('.', '_');
            Add("eval_op_builtin_call", took);
            Add(name, took);
            Count(name);
        }

        if (result is not null && (builtin.IsVolatile || builtin.IsClock))
        {
            if (!_answers.TryGetValue(builtin.Name, out var answers))
            {
                _answers.Add(builtin.Name, answers = []);
            }

            answers[new ArrayValue([.. arguments])] = result;
        }
    }

    /// <summary>Not by a time span: its hundred nanoseconds are longer than many a call.</summary>
    private static long Nanoseconds(long since) => (long)((Stopwatch.GetTimestamp() - since) * (1e9 / Stopwatch.Frequency));

    private void Add(string operation, long nanoseconds)
    {
        if (!_timings.TryGetValue(operation, out var durations))
        {
            _timings.Add(operation, durations = new Timing());
        }

        durations.Add(nanoseconds);
    }
}
