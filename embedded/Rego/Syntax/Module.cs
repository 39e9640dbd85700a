using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Syntax;

internal sealed record Import(Location At, IReadOnlyList<string> Path, string? Alias)
{
    public string Name => Alias ?? Path[^1];
}

internal enum RuleKind
{
    Complete,
    Set,
    Function,
}

/// <param name="Head">All steps of the head's reference; the first is the name as a string constant.</param>
/// <param name="Member">The member of a <c>contains</c> rule.</param>
/// <param name="Assign">The head uses <c>:=</c>.</param>
internal sealed record Rule(Location At, bool IsDefault, IReadOnlyList<Term> Head, RuleKind Kind, IReadOnlyList<Term> Arguments,
    Term? Member, Term? Value, bool Assign, IReadOnlyList<Literal> Body, Rule? Else)
{
    public string Name => Head[0] is ConstTerm { Value: StringValue name } ? name.Value : "";

    public ObjectValue? Annotations { get; set; }

    public bool HasBody { get; init; }
}

internal sealed record Annotation(ObjectValue Value, string Scope, int Row, int EndRow);

internal sealed record Module(string File, Location At, IReadOnlyList<string> Package, IReadOnlyList<Import> Imports, IReadOnlyList<Rule> Rules)
{
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    public IReadOnlyList<Comment> Comments { get; init; } = [];

    public bool IsV1 { get; init; }
}
