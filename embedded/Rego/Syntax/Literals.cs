namespace OpenClaw.Rego.Syntax;

internal sealed record WithClause(Location At, Term Target, Term Value);

/// <summary>One conjunct of a body.</summary>
internal abstract record Literal(Location At)
{
    public IReadOnlyList<WithClause> With { get; init; } = [];
}

internal sealed record ExprLiteral(Location At, Term Expression) : Literal(At);

internal sealed record SomeLiteral(Location At, IReadOnlyList<VarTerm> Names) : Literal(At);

internal sealed record SomeInLiteral(Location At, Term? Key, Term Value, Term Domain) : Literal(At);

internal sealed record EveryLiteral(Location At, VarTerm? Key, VarTerm Value, Term Domain, IReadOnlyList<Literal> Body) : Literal(At);

/// <param name="Extended">The module imports the extended <c>not</c>, which wraps what the plain one hoists.</param>
internal sealed record NotLiteral(Location At, IReadOnlyList<Literal> Body, bool Extended) : Literal(At);

/// <summary><c>and</c> or <c>or</c> over two bodies.</summary>
internal sealed record LogicLiteral(Location At, bool IsOr, IReadOnlyList<Literal> Left, IReadOnlyList<Literal> Right) : Literal(At);
