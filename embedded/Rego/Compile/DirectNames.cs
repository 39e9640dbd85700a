using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>The names that a body mentions itself; those inside its closures belong to the closures unless mentioned here too.</summary>
internal static class DirectNames
{
    public static HashSet<string> Of(IReadOnlyList<Literal> body, params IEnumerable<Term?> terms)
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

        // What the body declares has its own meaning from there on; a closure above it is not concerned.
        foreach (var literal in body)
        {
            RemoveDeclared(names, literal);
        }

        return names;
    }

    private static void RemoveDeclared(HashSet<string> names, Literal literal)
    {
        switch (literal)
        {
            case ExprLiteral { Expression: CallTerm call } when call.IsInfix("assign"):
                RemovePattern(names, call.Arguments[0]);
                break;
            case SomeLiteral some:
                names.ExceptWith(some.Names.Select(name => name.Name));
                break;
            case SomeInLiteral some:
                RemovePattern(names, some.Key);
                RemovePattern(names, some.Value);
                break;
            default:
                break;
        }
    }

    private static void RemovePattern(HashSet<string> names, Term? pattern)
    {
        switch (pattern)
        {
            case VarTerm name:
                names.Remove(name.Name);
                break;
            case ArrayTerm array:
                foreach (var item in array.Items)
                {
                    RemovePattern(names, item);
                }

                break;
            case ObjectTerm obj:
                foreach (var (_, value) in obj.Pairs)
                {
                    RemovePattern(names, value);
                }

                break;
            default:
                break;
        }
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
