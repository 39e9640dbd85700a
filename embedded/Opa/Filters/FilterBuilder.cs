using OpenClaw.Opa.Core;
using OpenClaw.Opa.Partial;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Filters;

/// <summary>From what remains of a policy to conditions on rows; refuses by name and place what the target cannot express.</summary>
internal sealed class FilterBuilder(Target target, Mappings mappings)
{
    private static readonly Dictionary<string, string> Comparisons = new(StringComparer.Ordinal)
    {
        ["eq"] = "eq",
        ["equal"] = "eq",
        ["neq"] = "ne",
        ["lt"] = "lt",
        ["lte"] = "lte",
        ["gt"] = "gt",
        ["gte"] = "gte",
    };

    private static readonly Dictionary<string, string> Turned = new(StringComparer.Ordinal)
    {
        ["eq"] = "eq",
        ["ne"] = "ne",
        ["lt"] = "gt",
        ["lte"] = "gte",
        ["gt"] = "lt",
        ["gte"] = "lte",
    };

    /// <summary>Null: no row. A compound without parts: every row.</summary>
    public Filter? Build(IReadOnlyList<IReadOnlyList<L>> alternatives)
    {
        var parts = alternatives.Where(rest => !rest.Any(literal => literal is LNot { Body: [var never] } && IsRow(never)))
            .Select(rest => Join(false, [.. rest.Where(literal => !IsRow(literal)).Select(Condition)])).ToList();
        if (parts.Count == 0)
        {
            return null;
        }

        return parts.Exists(part => part is CompoundFilter { Parts.Count: 0 }) ? new CompoundFilter(Location.None, false, []) : Join(true, [.. parts.Distinct()]);
    }

    /// <summary>The row that a condition is about exists; only its columns can be without a value.</summary>
    private bool IsRow(L literal) => literal is LUnify { Left: TVar { Variable.IsWildcard: true }, Right: TRef { Head: TInput, Path: [TConst { Value: StringValue table }] } } && mappings.Of([table.Value]) is null;

    private static Filter Join(bool isOr, List<Filter> parts) => parts.Count == 1 ? parts[0] : new CompoundFilter(parts.Count == 0 ? Location.None : parts[0].At, isOr, parts);

    private Filter Condition(L literal) => literal switch
    {
        LUnify { Left: TVar { Variable.IsWildcard: true } } unify => Exists(unify.Right),
        LUnify { Right: TVar { Variable.IsWildcard: true } } unify => Exists(unify.Left),
        LUnify unify => Compare(unify.At, "eq", unify.Left, unify.Right),
        LTest { Term: TCall { Builtin: { } builtin } call } => Call(call, builtin.Name),
        LTest { Term: TCall call } => throw new FragmentException(call.At, $"invalid data reference \"{Text(call)}\"", $"has function \"{Original(call.Name)}(...)\" an `else`?"),
        LTest { Term: TRef { Head: TData } reference } => throw Support(reference),
        LTest test => throw new FragmentException(test.At, $"invalid statement \"{Text(test.Term)}\"", $"try `{Text(test.Term)} != false`"),
        LNot { Body: [var inner] } not => Not(not, inner),
        LWith => throw new FragmentException(literal.At, "\"with\" not permitted"),
        LEvery => throw new FragmentException(literal.At, "\"every\" not permitted"),
        LSomeIn => throw new FragmentException(literal.At, "invalid use of \"... in ...\""),
        _ => throw new FragmentException(literal.At, "\"not\" not permitted"),
    };

    private NotFilter Not(LNot not, L inner)
    {
        if (inner is LTest { Term: TRef { Head: TData } or TCall { Function: not null } })
        {
            throw new FragmentException(not.At, "\"not\" not permitted");
        }

        return target.Features.Contains("not")
            ? new NotFilter(not.At, Condition(inner))
            : throw new FragmentException(not.At, $"\"not\" not permitted: unsupported feature \"not\" for {target.Title}");
    }

    private ExistsFilter Exists(T term) => target.Features.Contains("existence-ref")
        ? new ExistsFilter(term.At, Column("eq", term))
        : throw new FragmentException(term.At, $"existence of field: unsupported feature \"existence-ref\" for {target.Title}");

    private Filter Call(TCall call, string name)
    {
        if (Comparisons.TryGetValue(name, out var comparison))
        {
            return Compare(call.At, comparison, call.Arguments[0], call.Arguments[1], name);
        }

        return name switch
        {
            "internal.member_2" => Member(call),
            "internal.member_3" => throw new FragmentException(call.At, "invalid use of \"... in ...\""),
            "startswith" or "endswith" or "contains" => Search(call, name),
            _ => throw new FragmentException(call.At, $"invalid builtin `{name}`"),
        };
    }

    private ValueFilter Member(TCall call)
    {
        var values = (call.Arguments[1] as TConst)?.Value switch
        {
            ArrayValue array => array.Items,
            SetValue set => [.. set.Items],
            ObjectValue obj => [.. obj.Values],
            _ => throw new FragmentException(call.At, "invalid use of \"... in ...\""),
        };
        Demand("in", "in", call.At);
        return Array.TrueForAll(values, IsScalar)
            ? new ValueFilter(call.At, Column("in", call.Arguments[0]), "in", new ArrayValue(values))
            : throw new FragmentException(call.At, "invalid use of \"... in ...\"");
    }

    private ValueFilter Search(TCall call, string name)
    {
        Demand(name, name, call.At);
        return call.Arguments[1] is TConst { Value: StringValue text }
            ? new ValueFilter(call.At, Column(name, call.Arguments[0]), name, text)
            : throw new FragmentException(call.At, $"rhs of {name} must be known");
    }

    private void Demand(string feature, string name, Location at)
    {
        if (!target.Features.Contains(feature))
        {
            throw new FragmentException(at, $"invalid builtin `{name}`: unsupported for {target.Title}");
        }
    }

    private Filter Compare(Location at, string comparison, T left, T right, string? name = null)
    {
        name ??= "eq";
        switch (left, right)
        {
            case (TConst known, TRef or TVar or TCall):
                return Compare(at, Turned[comparison], right, known, name);
            case (_, TConst { Value: var value }):
                var column = Column(name, left);
                return IsScalar(value) ? new ValueFilter(at, column, comparison, value) : throw new FragmentException(at, "both rhs and lhs non-scalar/non-ground");
            default:
                var (first, second) = (Column(name, left), Column(name, right));
                return target.Features.Contains("field-ref")
                    ? new ColumnFilter(at, first, comparison, second)
                    : throw new FragmentException(at, $"reference to field: unsupported feature \"field-ref\" for {target.Title}");
        }
    }

    private Column Column(string operation, T term) => term switch
    {
        TRef { Head: TInput } reference when reference.Path.Select(Unknowns.Text).ToList() is var path && !path.Contains(null) && mappings.Of(path!) is { } column => column,
        TRef { Head: TData } reference when SupportRules.IsSupport(reference) => throw Support(reference),
        TRef => throw new FragmentException(term.At, $"{operation}: invalid ref operand: {Text(term)}"),
        TCall => throw new FragmentException(term.At, $"{operation}: nested call operand: {Text(term)}"),
        _ => throw new FragmentException(term.At, "both rhs and lhs non-scalar/non-ground"),
    };

    private static FragmentException Support(TRef reference)
    {
        var name = Original(Text(reference));
        return new FragmentException(reference.At, $"invalid data reference \"{name}\"", $"has rule \"{name}\" an `else`, a default, or several values?");
    }

    private static string Original(string support) => support.Replace("data.partial.", "data.", StringComparison.Ordinal);

    private static bool IsScalar(RegoValue value) => value is not (ArrayValue or ObjectValue or SetValue);

    private static string Text(T term) => Original(RegoText.Of(new Unresolver(new Naming([]).Count(FreeVariables.Of(term))).Term(term)));
}
