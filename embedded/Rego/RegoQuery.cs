using System.Text.Json.Nodes;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego;

/// <summary>A compiled query. Immutable and safe to share between threads; each evaluation keeps its own state.</summary>
public sealed class RegoQuery
{
    private readonly QueryPlan _plan;

    internal RegoQuery(QueryPlan plan) => _plan = plan;

    /// <summary>Evaluates with the given JSON text as <c>input</c>; an empty span leaves input undefined.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, a limit, or text that is no JSON.</exception>
    public RegoResult Evaluate(ReadOnlySpan<byte> inputUtf8Json, RegoLimits? limits = null, CancellationToken ct = default) =>
        Evaluate(inputUtf8Json.IsEmpty ? null : RegoInput.FromJson(inputUtf8Json), limits, ct);

    /// <summary>Evaluates with the given node as <c>input</c>; null leaves input undefined.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, or a limit.</exception>
    public RegoResult Evaluate(JsonNode? input, RegoLimits? limits = null, CancellationToken ct = default) =>
        Run(JsonValues.FromNode(input), limits, ct);

    /// <summary>Evaluates with input read before, so that one input can serve several queries.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, or a limit.</exception>
    public RegoResult Evaluate(RegoInput? input, RegoLimits? limits = null, CancellationToken ct = default) =>
        Run(input?.Value, limits, ct);

    /// <summary>Whether the last expression of the first solution is <c>true</c>; the cheapest way to ask for a decision.</summary>
    /// <exception cref="RegoException">A conflict, a strict built-in error, or a limit.</exception>
    public bool IsTrue(RegoInput? input, RegoLimits? limits = null, CancellationToken ct = default)
    {
        var value = _plan.Run(input?.Value, null, limits ?? RegoLimits.Default, ct);
        return ReferenceEquals(value, BooleanValue.True);
    }

    /// <summary>
    /// The same query of the same rules over other base documents. Nothing is compiled: compiling depends on the rules alone, and
    /// documents change far more often.
    /// </summary>
    public RegoQuery WithData(JsonNode? data) =>
        new(_plan with { Snapshot = _plan.Snapshot.WithData(JsonValues.FromNode(data) ?? ObjectValue.Empty) });

    private RegoResult Run(RegoValue? input, RegoLimits? limits, CancellationToken ct)
    {
        var rows = new List<RegoValue[]>(1);
        _plan.Run(input, rows, limits ?? RegoLimits.Default, ct);
        return new RegoResult(_plan.Names, _plan.Expressions, rows);
    }
}
