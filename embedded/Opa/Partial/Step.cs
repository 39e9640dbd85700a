using System.Collections.Immutable;
using OpenClaw.Rego.Compile;

namespace OpenClaw.Opa.Partial;

/// <summary>One alternative on its way: the values that variables have by now and the conditions that remain.</summary>
internal sealed record Step(ImmutableDictionary<Variable, T> Bound, ImmutableList<L> Rest)
{
    public static readonly Step Start = new(ImmutableDictionary<Variable, T>.Empty, []);

    public Step Bind(Variable variable, T value) => this with { Bound = Bound.SetItem(variable, value) };

    public Step Add(L condition) => this with { Rest = Rest.Add(condition) };

    /// <summary>Puts values in the place of variables.</summary>
    public T Plug(T term) => Bound.IsEmpty ? term : Plugger().Term(term);

    public L Plug(L literal) => Bound.IsEmpty ? literal : Plugger().Literal(literal);

    private Rewriter Plugger() => new(term => term is TVar name && Bound.TryGetValue(name.Variable, out var value) ? value : null);
}

/// <summary>One alternative for the value of a term.</summary>
internal sealed record Valued(T Term, Step Step);
