using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Which terms depend on what is not known yet: unknown parts of the input, and rules that read them.</summary>
internal sealed class Unknowns
{
    private readonly List<string[]> _paths = [];
    private readonly DocTree _tree;
    private readonly Dictionary<DocNode, bool> _nodes = [];

    public Unknowns(DocTree tree, IEnumerable<string> references)
    {
        _tree = tree;
        foreach (var text in references)
        {
            _paths.Add(Parser.ParseTerm(text) switch
            {
                VarTerm { Name: "input" } => [],
                RefTerm { Head: VarTerm { Name: "input" } } reference when reference.Path.All(IsText) => [.. reference.Path.Select(Text)],
                _ => throw new UnsupportedException($"unknown {text}: only input and constant paths below it may be unknown"),
            });
        }
    }

    /// <summary>The node of rules that a reference names or leads through; null when it reads base documents only.</summary>
    public DocNode? Rule(Term term)
    {
        if (term is not RefTerm { Head: VarTerm { Name: "data" } } reference)
        {
            return null;
        }

        var node = _tree.Root;
        foreach (var step in reference.Path)
        {
            if (!IsText(step) || node.Find(Text(step)) is not { } child)
            {
                return null;
            }

            node = child;
            if (node.HasRules)
            {
                return node;
            }
        }

        return null;
    }

    public bool In(Term? term) => term switch
    {
        null or ConstTerm => false,
        VarTerm name => name.Name is "input" || (name.Name is "data" && Below(_tree.Root)),
        RefTerm { Head: VarTerm { Name: "input" } } reference => InInput(reference.Path) || reference.Path.Any(In),
        RefTerm { Head: VarTerm { Name: "data" } } reference => reference.Path.Any(In) || InData(reference.Path),
        RefTerm reference => In(reference.Head) || reference.Path.Any(In),
        ArrayTerm array => array.Items.Any(In),
        SetTerm set => set.Items.Any(In),
        ObjectTerm obj => obj.Pairs.Any(pair => In(pair.Key) || In(pair.Value)),
        CallTerm call => (Function(call) is { } function && Depends(function)) || call.Arguments.Any(In),
        _ => throw new UnsupportedException("comprehensions and template strings in rules that read unknowns"),
    };

    public DocNode? Function(CallTerm call) => Rule(call.Operator) is { IsFunction: true } node ? node : null;

    private bool InInput(IReadOnlyList<Term> path)
    {
        var known = path.TakeWhile(IsText).Select(Text).ToList();
        return _paths.Any(unknown => Core.DataPath.Overlaps(unknown, known));
    }

    /// <summary>Follows constant steps; a computed step may reach everything below.</summary>
    private bool InData(IReadOnlyList<Term> path)
    {
        var node = _tree.Root;
        foreach (var step in path)
        {
            if (node.HasRules || !IsText(step))
            {
                break;
            }

            if (node.Find(Text(step)) is not { } child)
            {
                return false;
            }

            node = child;
        }

        return Below(node);
    }

    private bool Below(DocNode node) => Depends(node) || node.Below().Any(Depends);

    /// <summary>A rule depends when it, or a rule it reads, mentions an unknown. Names of imports count as what they stand for.</summary>
    private bool Depends(DocNode node)
    {
        if (!_nodes.TryGetValue(node, out var depends))
        {
            _nodes[node] = false;
            var plans = node.AllRules().SelectMany(Branches).ToList();
            depends = plans.Any(Mentions) || plans.SelectMany(plan => plan.Reads).Any(Below);
            _nodes[node] = depends;
        }

        return depends;
    }

    private static IEnumerable<RulePlan> Branches(RulePlan plan)
    {
        for (RulePlan? branch = plan; branch is not null; branch = branch.Else)
        {
            yield return branch;
        }
    }

    private bool Mentions(RulePlan plan)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        SyntaxNames.Collect(plan.Module with { Rules = [plan.Rule with { Else = null }] }, names);
        return names.Contains("input") || plan.Module.Imports.Any(import => import.Path[0] == "input" && names.Contains(import.Name));
    }

    public static bool IsText(Term term) => term is ConstTerm { Value: StringValue };

    public static string Text(Term term) => ((StringValue)((ConstTerm)term).Value).Value;
}
