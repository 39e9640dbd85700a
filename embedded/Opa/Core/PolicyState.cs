using System.Collections.Concurrent;
using System.Collections.Immutable;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Everything a decision depends on except its input. Immutable; a request takes one and keeps it.</summary>
internal sealed class PolicyState(
    PolicySnapshot snapshot,
    ImmutableSortedDictionary<string, StoredModule> modules,
    ImmutableSortedDictionary<string, ActiveBundle> bundles)
{
    // Ad-hoc paths come from clients: beyond this number a plan is made, used and forgotten.
    private const int MaxPlans = 1000;

    // A server stops an evaluation when its client has gone; element and depth limits protect the process.
    private static readonly RegoLimits Limits = new() { Timeout = Timeout.InfiniteTimeSpan, MaxSteps = long.MaxValue };

    private readonly ConcurrentDictionary<(string Query, bool Strict), QueryPlan> _plans = new();
    private readonly PolicySnapshot _strict = snapshot with { Options = snapshot.Options with { StrictBuiltinErrors = true } };

    public PolicySnapshot Snapshot => snapshot;

    public ObjectValue Data { get; } = (ObjectValue)snapshot.Data;

    public ImmutableSortedDictionary<string, StoredModule> Modules => modules;

    public ImmutableSortedDictionary<string, ActiveBundle> Bundles => bundles;

    public bool IsPrepared(string query, bool strict) => _plans.ContainsKey((query, strict));

    /// <summary>The plan of a query and whether it was known before.</summary>
    /// <exception cref="RegoException">The query does not compile.</exception>
    public (QueryPlan Plan, bool Cached) Prepare(string query, bool strict = false, Action<string, TimeSpan>? stages = null)
    {
        if (_plans.TryGetValue((query, strict), out var plan))
        {
            return (plan, true);
        }

        plan = QueryCompiler.Compile(strict ? _strict : snapshot, query, stages);
        if (_plans.Count < MaxPlans)
        {
            _plans.TryAdd((query, strict), plan);
        }

        return (plan, false);
    }

    public static List<RegoValue[]> Run(QueryPlan plan, RegoValue? input, CancellationToken cancellationToken, EvalProbe? probe = null)
    {
        var rows = new List<RegoValue[]>(1);
        plan.Run(input, rows, Limits, cancellationToken, probe);
        return rows;
    }

    /// <summary>The document at a path; null when undefined.</summary>
    /// <exception cref="RegoException">The evaluation ended with an error.</exception>
    public RegoValue? Evaluate(IEnumerable<string> path, RegoValue? input, CancellationToken cancellationToken) =>
        Run(Prepare(DataPath.Query(path)).Plan, input, cancellationToken) is [var row, ..] ? row[^1] : null;
}
