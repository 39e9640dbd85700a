using System.Collections.Immutable;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Replaces names by what they stand for: bound variables, imports, rules of the module's package.</summary>
internal sealed class Names(DocTree tree, Module? module)
{
    public Term Expand(Term term, ImmutableDictionary<string, Term> bound) => term switch
    {
        ConstTerm => term,
        VarTerm name => Name(name, bound),
        RefTerm reference => Join(reference.At, Expand(reference.Head, bound), [.. reference.Path.Select(step => Expand(step, bound))]),
        ArrayTerm array => array with { Items = [.. array.Items.Select(item => Expand(item, bound))] },
        SetTerm set => set with { Items = [.. set.Items.Select(item => Expand(item, bound))] },
        ObjectTerm obj => obj with { Pairs = [.. obj.Pairs.Select(pair => (Expand(pair.Key, bound), Expand(pair.Value, bound)))] },
        CallTerm call => call with { Operator = Operator(call.Operator, bound), Arguments = [.. call.Arguments.Select(argument => Expand(argument, bound))] },
        _ => throw new UnsupportedException("comprehensions and template strings in rules that read unknowns"),
    };

    /// <summary>A name that is neither bound nor global: a variable of the body.</summary>
    public bool IsVariable(Term term, ImmutableDictionary<string, Term> bound) =>
        term is VarTerm name && !bound.ContainsKey(name.Name) && Name(name, bound) is VarTerm { Name: not ("input" or "data") };

    private Term Operator(Term term, ImmutableDictionary<string, Term> bound)
    {
        // A function of the package or of an import becomes absolute; a built-in keeps its name.
        var head = term is RefTerm reference ? reference.Head : term;
        return head is VarTerm name && IsGlobal(name.Name) ? Expand(term, bound.Remove(name.Name)) : term;
    }

    private Term Name(VarTerm name, ImmutableDictionary<string, Term> bound)
    {
        if (bound.TryGetValue(name.Name, out var value))
        {
            return value;
        }

        if (module is null || name.Name is "input" or "data" || name.IsWildcard)
        {
            return name;
        }

        if (IsRule(name.Name))
        {
            return Absolute(name.At, ["data", .. module.Package, name.Name]);
        }

        return module.Imports.FirstOrDefault(import => import.Name == name.Name && import.Path[0] is "data" or "input") is { } found && found.Name == name.Name
            ? Absolute(name.At, found.Path)
            : name;
    }

    private bool IsGlobal(string name) => module is not null && (IsRule(name) || module.Imports.Any(import => import.Name == name && import.Path[0] == "data"));

    private bool IsRule(string name) => tree.At(module!.Package).Packages.Any(source => source.Rules.Any(rule => rule.Name == name));

    private static Term Absolute(Location at, IReadOnlyList<string> path) => path.Count == 1
        ? new VarTerm(at, path[0])
        : new RefTerm(at, new VarTerm(at, path[0]), [.. path.Skip(1).Select(part => new ConstTerm(at, new StringValue(part)))]);

    private static RefTerm Join(Location at, Term head, IReadOnlyList<Term> path) =>
        head is RefTerm inner ? new RefTerm(at, inner.Head, [.. inner.Path, .. path]) : new RefTerm(at, head, path);
}
