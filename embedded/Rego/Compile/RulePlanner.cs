using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Compile;

/// <summary>Plans one rule: its body and what a solution of it contributes.</summary>
internal static class RulePlanner
{
    public static void Plan(RulePlan plan, DocTree tree, RegoValue data, ErrorList errors)
    {
        var resolution = plan.Resolution!;
        var planner = new Planner(tree, data, errors, resolution.Slots);
        for (var i = 0; i < plan.Rule.Arguments.Count; i++)
        {
            planner.Bind(i);
        }

        plan.Start = planner.Plan(resolution.Body, ops => Emit(plan, planner, resolution, ops), plan.Rule.At) ?? FailOp.Instance;
        plan.Slots = planner.Slots;
        plan.Temps = planner.Temps;
    }

    private static Op? Emit(RulePlan plan, Planner planner, Resolution resolution, List<Op> ops)
    {
        var rule = plan.Rule;
        var path = new List<Node>();
        foreach (var step in resolution.Path)
        {
            if (planner.Head(step, ops) is not { } node)
            {
                return null;
            }

            path.Add(node);
        }

        var source = resolution.Member ?? resolution.Value!;
        if (planner.Head(source, ops) is not { } value)
        {
            return null;
        }

        plan.Constant = (value as ConstNode)?.Value;
        if (path.Count > 0)
        {
            return new EmitTreeOp([.. path], resolution.Member is null ? null : value, resolution.Member is null ? value : null, rule.At);
        }

        return rule.Kind == RuleKind.Set ? new EmitMemberOp(value) : new EmitValueOp(value, rule.At, rule.Kind == RuleKind.Function);
    }
}
