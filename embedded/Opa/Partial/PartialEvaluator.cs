using System.Collections.Immutable;
using OpenClaw.Opa.Core;
using OpenClaw.Rego;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;
using Bound = System.Collections.Immutable.ImmutableDictionary<string, OpenClaw.Rego.Syntax.Term>;

namespace OpenClaw.Opa.Partial;

/// <summary>
/// Evaluates what is known and leaves conditions on what is not: alternatives of conjunctions. Rules and functions that read
/// unknowns are put in place of their names; everything else is left to the engine. What cannot be put in place exactly
/// (negated rules, else, defaults other than false, closures, iteration over unknowns) is refused.
/// </summary>
internal sealed partial class PartialEvaluator(PolicyState state, Unknowns unknowns, RegoValue? input, CancellationToken cancellationToken)
{
    private const int MaxDepth = 100;

    // More alternatives than this make no usable filter.
    private const int MaxAlternatives = 10_000;

    private static readonly HashSet<string> Comparisons = ["eq", "equal", "neq", "lt", "lte", "gt", "gte"];

    private int _depth;
    private int _alternatives;

    private sealed record Step(Bound Bound, ImmutableList<Literal> Rest);

    private sealed record Value(Term Term, ImmutableList<Literal> Rest);

    public IReadOnlyList<IReadOnlyList<Literal>> Evaluate(string query) =>
        [.. Solve(Parser.ParseQuery(query), 0, new Names(state.Snapshot.Tree, null), new Step(Bound.Empty, [])).Select(step => step.Rest)];

    private IEnumerable<Step> Solve(IReadOnlyList<Literal> body, int index, Names names, Step step)
    {
        if (index == body.Count)
        {
            if (++_alternatives > MaxAlternatives)
            {
                throw new UnsupportedException("more alternatives than a filter can hold");
            }

            return [step];
        }

        return One(body[index], body.Skip(index + 1), names, step).SelectMany(next => Solve(body, index + 1, names, next));
    }

    private IEnumerable<Step> One(Literal literal, IEnumerable<Literal> later, Names names, Step step)
    {
        if (literal.With.Count > 0)
        {
            throw new UnsupportedException("with in rules that read unknowns");
        }

        return literal switch
        {
            SomeLiteral some => some.Names.All(name => names.IsVariable(name, Bound.Empty)) ? [step] : throw new UnsupportedException("variables with the names of rules"),
            ExprLiteral expression => Expression(expression, later, names, step),
            SomeInLiteral some => Member(some, names, step),
            NotLiteral not => Not(not, names, step),
            _ => throw new UnsupportedException($"{literal.GetType().Name.Replace("Literal", "", StringComparison.Ordinal).ToLowerInvariant()} in rules that read unknowns"),
        };
    }

    private IEnumerable<Step> Expression(ExprLiteral literal, IEnumerable<Literal> later, Names names, Step step)
    {
        if (literal.Expression is CallTerm { Infix: true, Operator: VarTerm { Name: "assign" or "eq" } } assignment
            && assignment.Arguments[0] is VarTerm { IsWildcard: false } name && (IsAssign(assignment) || names.IsVariable(name, step.Bound)))
        {
            var value = names.Expand(assignment.Arguments[1], step.Bound);
            return unknowns.In(value)
                ? Values(value).Select(alternative => new Step(
                    step.Bound.SetItem(name.Name, alternative.Term),
                    step.Rest.AddRange(alternative.Rest).AddRange(Defined(name.Name, alternative.Term, later))))
                : Known(new ExprLiteral(literal.At, new CallTerm(literal.At, new VarTerm(literal.At, "eq"), [new VarTerm(name.At, name.Name), value], Infix: true)), step, name.Name);
        }

        var expanded = names.Expand(literal.Expression, step.Bound);
        return unknowns.In(expanded)
            ? Truth(expanded).Select(rest => step with { Rest = step.Rest.AddRange(rest) })
            : Known(literal with { Expression = expanded }, step, null);
    }

    private static bool IsAssign(CallTerm call) => call.Operator is VarTerm { Name: "assign" };

    private List<Step> Member(SomeInLiteral some, Names names, Step step)
    {
        var domain = names.Expand(some.Domain, step.Bound);
        if (unknowns.In(domain))
        {
            throw new UnsupportedException("iteration over unknowns");
        }

        // The names of the pattern are new, whatever they meant outside.
        var fresh = new[] { some.Key, some.Value }.OfType<VarTerm>().Aggregate(step.Bound, (bound, name) => bound.Remove(name.Name));
        return some is { Key: null or VarTerm or ConstTerm, Value: VarTerm or ConstTerm }
            ? Known(some with { Domain = domain }, step with { Bound = fresh }, null)
            : throw new UnsupportedException("patterns in some … in, in rules that read unknowns");
    }

    private List<Step> Not(NotLiteral not, Names names, Step step)
    {
        if (not.Body is not [ExprLiteral { With.Count: 0 } inner])
        {
            throw new UnsupportedException("negated bodies in rules that read unknowns");
        }

        var expanded = names.Expand(inner.Expression, step.Bound);
        if (!unknowns.In(expanded))
        {
            return Known(not with { Body = [inner with { Expression = expanded }] }, step, null);
        }

        // Only the condition itself may stay negated: a rule in its place would change what undefined means.
        var simple = Truth(expanded, mayInline: false).ToList();
        return simple is [[var condition]]
            ? [step with { Rest = step.Rest.Add(not with { Body = [condition] }) }]
            : throw new UnsupportedException("negated conditions with more than one part");
    }

    /// <summary>Leaves a literal without unknowns to the engine; its variables become constants.</summary>
    private List<Step> Known(Literal literal, Step step, string? assigned)
    {
        QueryPlan plan;
        try
        {
            plan = QueryCompiler.Compile(state.Snapshot, [literal]);
        }
        catch (RegoException error)
        {
            throw new UnsupportedException("conditions in another order than they are evaluated: " + error.Message);
        }

        var bound = assigned is null ? step.Bound : step.Bound.Remove(assigned);
        return PolicyState.Run(plan, input, cancellationToken)
            .Where(row => !row.Skip(plan.Names.Length).Any(value => ReferenceEquals(value, BooleanValue.False)))
            .Select(row => step with { Bound = bound.SetItems(plan.Names.Select((name, i) => KeyValuePair.Create(name, (Term)new ConstTerm(literal.At, row[i])))) })
            .ToList();
    }
}
