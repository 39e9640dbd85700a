using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>The names that a body mentions itself; those inside its closures belong to the closures unless mentioned here too.</summary>
internal static class DirectNames
{
    public static HashSet<string> Of(IEnumerable<Literal> body, params IEnumerable<Term?> terms)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var literal in body)
        {
            Add(names, literal);
        }

        foreach (var term in terms)
        {
            Add(names, term);
        }

        return names;
    }

    private static void Add(HashSet<string> names, Literal literal)
    {
        switch (literal)
        {
            case ExprLiteral expression:
                Add(names, expression.Expression);
                break;
            case SomeInLiteral some:
                Add(names, some.Domain);
                break;
            case EveryLiteral every:
                Add(names, every.Domain);
                break;
            case NotLiteral { Extended: false } not:
                foreach (var inner in not.Body)
                {
                    Add(names, inner);
                }

                break;
            default:
                break;
        }

        foreach (var clause in literal.With)
        {
            Add(names, clause.Value);
        }
    }

    private static void Add(HashSet<string> names, Term? term)
    {
        switch (term)
        {
            case VarTerm name:
                names.Add(name.Name);
                break;
            case RefTerm reference:
                Add(names, reference.Head);
                AddAll(names, reference.Path);
                break;
            case ArrayTerm array:
                AddAll(names, array.Items);
                break;
            case SetTerm set:
                AddAll(names, set.Items);
                break;
            case ObjectTerm obj:
                AddAll(names, obj.Pairs.Select(pair => pair.Key));
                AddAll(names, obj.Pairs.Select(pair => pair.Value));
                break;
            case CallTerm call:
                AddAll(names, call.Arguments);
                break;
            default:
                break;
        }
    }

    private static void AddAll(HashSet<string> names, IEnumerable<Term> terms)
    {
        foreach (var term in terms)
        {
            Add(names, term);
        }
    }
}
