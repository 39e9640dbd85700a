using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>A body's names. Closures (comprehensions, every, explicit bodies) have their own below that of the rule.</summary>
internal sealed class Scope(Scope? parent, HashSet<string> direct)
{
    public Scope? Parent { get; } = parent;

    /// <summary>Names that occur in the body itself, outside its closures.</summary>
    public HashSet<string> Direct { get; } = direct;

    public Dictionary<string, Variable> Names { get; } = [];

    public bool IsInside(Scope outer)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope == outer)
            {
                return true;
            }
        }

        return false;
    }
}

internal enum VariableKind
{
    Implicit,
    Assigned,
    Declared,
    Argument,
    Generated,
}

/// <summary>One variable of a rule or query with its place in the frame.</summary>
internal sealed class Variable(string name, Scope scope, int slot, VariableKind kind, Location at)
{
    public string Name { get; } = name;

    public Scope Scope { get; } = scope;

    public int Slot { get; } = slot;

    public VariableKind Kind { get; set; } = kind;

    public Location At { get; } = at;

    public bool Used { get; set; }

    public bool IsWildcard => Name == "_";
}

// Terms after name resolution, one record per form.
internal abstract record T(Location At);

internal sealed record TConst(Location At, RegoValue Value) : T(At);

internal sealed record TVar(Location At, Variable Variable) : T(At);

/// <summary>A place of the frame that holds an intermediate value, perhaps a part of a document not read yet.</summary>
internal sealed record TSlot(Location At, int Slot) : T(At);

internal sealed record TInput(Location At) : T(At);

internal sealed record TData(Location At) : T(At);

internal sealed record TRef(Location At, T Head, T[] Path) : T(At);

internal sealed record TArray(Location At, T[] Items) : T(At);

internal sealed record TSet(Location At, T[] Items) : T(At);

internal sealed record TObject(Location At, (T Key, T Value)[] Pairs) : T(At);

/// <summary>A call of a built-in or of the functions at a node of the rule tree.</summary>
internal sealed record TCall(Location At, Builtin? Builtin, DocNode? Function, T[] Arguments) : T(At)
{
    public string Name => Builtin?.Name ?? Function!.PathText;
}

internal sealed record TComprehension(Location At, ComprehensionKind Kind, T? Key, T Value, Scope Scope, L[] Body) : T(At);

/// <param name="Parts">Texts (string) and closures (<see cref="TComprehension"/> of the set kind) in turn.</param>
internal sealed record TTemplate(Location At, object[] Parts) : T(At);

// Literals after name resolution.
internal abstract record L(Location At);

internal sealed record LTest(Location At, T Term) : L(At);

/// <param name="RequireBound">Hoisted out of a negation: binds nothing but wildcards.</param>
/// <param name="IsCall">A call with its result as last argument: one expression, not a comparison of two.</param>
/// <param name="IsComparison">Written with <c>==</c>: both sides are bound before, or by references in them.</param>
internal sealed record LUnify(Location At, T Left, T Right, bool RequireBound = false, bool IsCall = false, bool IsComparison = false) : L(At)
{
    /// <summary>Both sides as written, where this is one of the pairs that they were taken apart into.</summary>
    public Pairing? Whole { get; init; }
}

/// <summary>Two sides of a unification before it was taken apart.</summary>
internal sealed record Pairing(T Left, T Right);

internal sealed record LSomeIn(Location At, T? Key, T Value, T Domain) : L(At);

internal sealed record LNot(Location At, Scope Scope, L[] Body, bool IsClosure) : L(At);

internal sealed record LEvery(Location At, Variable? Key, Variable Value, T Domain, Scope Scope, L[] Body) : L(At);

internal sealed record LLogic(Location At, bool IsOr, Scope LeftScope, L[] Left, Scope RightScope, L[] Right) : L(At);

internal sealed record LWith(Location At, L[] Body, ResolvedWith[] Clauses) : L(At);

/// <summary>A unification that cannot hold, whatever its variables are.</summary>
internal sealed record LNever(Location At, Pairing Whole) : L(At);

internal enum WithRoot
{
    Input,
    Data,
    Builtin,
    Function,
}

internal sealed record ResolvedWith(Location At, WithRoot Root, string FunctionName, RegoValue[] Path, T? Value, Builtin? ByBuiltin, DocNode? ByFunction)
{
    /// <summary>The function of the policy that is replaced.</summary>
    public DocNode? Target { get; init; }
}
