namespace OpenClaw.Rego.Compile;

/// <summary>No rule may depend on itself.</summary>
internal static class RecursionCheck
{
    public static void Run(IReadOnlyList<RulePlan> plans, ErrorList errors)
    {
        var reads = plans.GroupBy(plan => plan.Node).ToDictionary(group => group.Key, group => group.SelectMany(plan => plan.Reads).Distinct().ToList());
        var done = new HashSet<DocNode>();
        foreach (var plan in plans)
        {
            Visit(plan.Node, [], done, reads, errors);
        }
    }

    private static void Visit(DocNode node, List<DocNode> path, HashSet<DocNode> done, Dictionary<DocNode, List<DocNode>> reads, ErrorList errors)
    {
        if (path.IndexOf(node) is var start and >= 0)
        {
            var cycle = path.Skip(start).Append(node).ToList();
            foreach (var member in cycle.Take(cycle.Count - 1))
            {
                var at = member.AllRules().First().Rule.At;
                errors.Add("rego_recursion_error", at, $"rule {member.PathText} is recursive: {string.Join(" -> ", cycle.Select(step => step.PathText))}");
            }

            return;
        }

        if (!reads.TryGetValue(node, out var targets) || done.Contains(node))
        {
            return;
        }

        path.Add(node);
        foreach (var target in targets)
        {
            Visit(target, path, done, reads, errors);
        }

        path.RemoveAt(path.Count - 1);
        done.Add(node);
    }
}
