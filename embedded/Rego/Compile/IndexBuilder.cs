using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>Gives rule sets an index over the input path that most of their rules compare with constants.</summary>
internal static class IndexBuilder
{
    private const int MinimumRules = 3;

    public static void Run(DocTree tree)
    {
        foreach (var node in tree.Root.Below().Where(node => node is { IsFunction: false, Rules.Count: > 0, Dynamic.Count: 0 }))
        {
            node.Index = Build(node.Rules);
        }

        foreach (var node in tree.Root.Below().Where(node => node.IsFunction))
        {
            node.IsRemembered = FunctionCost.IsWorthRemembering(node);
        }

        foreach (var node in tree.Root.Below().Where(node => node is { IsFunction: false, Rules.Count: 0, Default: null, Children.Count: 0 }))
        {
            var rules = node.Sets.Count > 0 ? node.Sets : node.Dynamic;
            node.IsKeyed = rules.Count > 0 && (node.Sets.Count == 0 || node.Dynamic.Count == 0) && rules.TrueForAll(plan => plan.Keyed is not null);
        }
    }

    private static RuleIndex Build(List<RulePlan> rules)
    {
        var conditions = rules.ToDictionary(rule => rule, Conditions);
        // The path with the most different constants narrows most: "GET" in every rule would narrow nothing.
        var best = conditions.Values.SelectMany(found => found).GroupBy(condition => condition.Key).MaxBy(group => group.Select(condition => condition.Value).Distinct().Count());
        if (rules.Count < MinimumRules || best is null || best.Count() < 2)
        {
            return new RuleIndex(rules, null, _ => null);
        }

        var steps = best.Key.Split('\u0001', StringSplitOptions.RemoveEmptyEntries).Select(step => (Node)new ConstNode(new StringValue(step))).ToArray();
        return new RuleIndex(rules, new RefNode(new InputNode(), steps), rule => conditions[rule].GetValueOrDefault(best.Key));
    }

    /// <summary>Input paths that must equal a constant for the rule, or any of its else branches, to matter.</summary>
    private static Dictionary<string, RegoValue> Conditions(RulePlan plan)
    {
        var found = new Dictionary<string, RegoValue>(StringComparer.Ordinal);
        if (plan.Else is not null)
        {
            return found;
        }

        foreach (var literal in plan.Resolution!.Body.OfType<LUnify>())
        {
            var (reference, constant) = (literal.Left, literal.Right) switch
            {
                (TRef r, TConst c) => (r, c),
                (TConst c, TRef r) => (r, c),
                _ => (null, null),
            };
            if (reference is { Head: TInput } && Array.TrueForAll(reference.Path, step => step is TConst { Value: StringValue }))
            {
                found[string.Join('\u0001', reference.Path.Select(step => ((StringValue)((TConst)step).Value).Value))] = constant!.Value;
            }
        }

        return found;
    }
}
