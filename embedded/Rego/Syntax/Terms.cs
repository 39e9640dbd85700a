using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Syntax;

// The syntax tree of terms, one record per form; together in one file because each is a line.
internal abstract record Term(Location At);

internal sealed record ConstTerm(Location At, RegoValue Value) : Term(At);

internal sealed record VarTerm(Location At, string Name) : Term(At)
{
    public bool IsWildcard => Name == "_";
}

/// <summary>A base with at least one further step; a step written <c>.name</c> is a string constant.</summary>
internal sealed record RefTerm(Location At, Term Head, IReadOnlyList<Term> Path) : Term(At);

internal sealed record ArrayTerm(Location At, IReadOnlyList<Term> Items) : Term(At);

internal sealed record SetTerm(Location At, IReadOnlyList<Term> Items) : Term(At);

internal sealed record ObjectTerm(Location At, IReadOnlyList<(Term Key, Term Value)> Pairs) : Term(At);

/// <summary>A call; infix operators are calls of the function they stand for.</summary>
internal sealed record CallTerm(Location At, Term Operator, IReadOnlyList<Term> Arguments, bool Infix = false) : Term(At)
{
    public bool IsInfix(string name) => Infix && Operator is VarTerm v && v.Name == name;
}

internal enum ComprehensionKind
{
    Array,
    Set,
    Object,
}

internal sealed record ComprehensionTerm(Location At, ComprehensionKind Kind, Term? Key, Term Value, IReadOnlyList<Literal> Body) : Term(At);

/// <summary>A template string: texts (string) and expressions (<see cref="Literal"/>) in turn.</summary>
internal sealed record TemplateTerm(Location At, IReadOnlyList<object> Parts) : Term(At);
