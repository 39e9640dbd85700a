using System.Text.Json.Nodes;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
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

    private RegoResult Run(RegoValue? input, RegoLimits? limits, CancellationToken ct)
    {
        var context = new EvalContext(_plan.Snapshot, input, limits ?? RegoLimits.Default, ct);
        var solutions = new List<RegoValue[]>();
        try
        {
            var frame = context.Enter(_plan.Slots, _plan.Temps);
            frame.Collector = solutions;
            _plan.Start.Run(frame);
        }
        catch (InsufficientExecutionStackException overflow)
        {
            throw new RegoException("a value or a call is nested too deeply", overflow);
        }

        return new RegoResult(_plan.Names, _plan.Expressions, solutions);
    }
}
