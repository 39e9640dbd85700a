using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

internal sealed partial class Planner
{
    /// <summary>Hears of every step; null for plans that run at full speed.</summary>
    public Tracer? Tracer { get; init; }

    public Rule? TracedRule { get; init; }

    /// <summary>Where resolved literals come from.</summary>
    public IReadOnlyDictionary<L, Literal>? Sources { get; init; }

    private void TraceLiteral(L literal, List<Op> ops, int first)
    {
        // A literal with a changed world shows as the literals that are evaluated in it.
        if (Tracer is null || literal is LWith || Sources?.GetValueOrDefault(literal) is not { } source)
        {
            return;
        }

        var temp = _temps++;
        var point = new TracePoint(null, source, [], Locals([literal]));
        ops.Insert(first, new TraceEvalOp(Tracer, point, temp));
        ops.Add(new TraceHoldsOp(Tracer, point, temp));
    }

    private void TraceBody(L[] body, List<Op> ops, Rule? rule)
    {
        if (Tracer is null)
        {
            return;
        }

        var literals = body.Select(literal => Sources?.GetValueOrDefault(literal)).OfType<Literal>().Distinct<Literal>(ReferenceEqualityComparer.Instance).ToList();
        var point = new TracePoint(rule, null, literals, Locals(body));
        ops.Insert(0, new TraceEnterOp(Tracer, point));
        ops.Add(new TraceExitOp(Tracer, point));
    }

    /// <summary>Variables with names of their own that have values when these literals are done.</summary>
    private (string Name, int Slot)[] Locals(IEnumerable<L> body) => [.. FreeVariables.Of(body)
        .Where(variable => !variable.IsWildcard && variable.Kind != VariableKind.Generated && _bound.Contains(variable.Slot))
        .Select(variable => (variable.Name, variable.Slot)).Distinct()];
}
