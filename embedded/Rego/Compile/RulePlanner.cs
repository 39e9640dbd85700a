using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Syntax;

namespace OpenClaw.Rego.Compile;

/// <summary>Plans one rule: its body and what a solution of it contributes.</summary>
internal static class RulePlanner
{
    public static void Plan(RulePlan plan, DocTree tree, ErrorList errors, Tracer? tracer = null)
    {
        var resolution = plan.Resolution!;
        var planner = new Planner(tree, errors, resolution.Slots) { Tracer = tracer, TracedRule = plan.Rule, Sources = resolution.Sources };
        for (var i = 0; i < plan.Rule.Arguments.Count; i++)
        {
            planner.Bind(i);
        }

        plan.Start = planner.Plan(resolution.Body, ops => Emit(plan, planner, resolution, ops), plan.Rule.At) ?? FailOp.Instance;
        plan.Slots = planner.Slots;
        plan.Temps = planner.Temps;
        plan.Orders = planner.Orders;
        if (tracer is null)
        {
            PlanKeyed(plan, tree, resolution);
        }
    }

    /// <summary>
    /// A set or object that is asked for one key need not be built: with the key bound first, the body looks up where it
    /// would iterate. Only for heads whose key is a variable or constant.
    /// </summary>
    private static void PlanKeyed(RulePlan plan, DocTree tree, Resolution resolution)
    {
        var key = plan.Rule.Kind == RuleKind.Set ? (resolution.Path.Length == 0 ? resolution.Member : null)
            : resolution.Path.Length == 1 ? resolution.Path[0] : null;
        if (key is not (TVar { Variable.IsWildcard: false } or TConst) || plan.Rule.Arguments.Count > 0)
        {
            return;
        }

        var errors = new ErrorList();
        var planner = new Planner(tree, errors, resolution.Slots + 1);
        plan.KeySlot = resolution.Slots;
        planner.Bind(plan.KeySlot);
        var bindKey = new LUnify(plan.Rule.At, key, new TSlot(plan.Rule.At, plan.KeySlot));
        plan.Keyed = planner.Plan([bindKey, .. resolution.Body], ops => EmitKeyed(plan, planner, resolution, ops), plan.Rule.At);
        plan.Slots = Math.Max(plan.Slots, planner.Slots);
        plan.Temps = Math.Max(plan.Temps, planner.Temps);
    }

    private static Op? EmitKeyed(RulePlan plan, Planner planner, Resolution resolution, List<Op> ops)
    {
        if (plan.Rule.Kind == RuleKind.Set)
        {
            return new EmitValueOp(new SlotNode(plan.KeySlot), plan.Rule.At, EmitValueOp.Keys);
        }

        return planner.Head(resolution.Value!, ops) is { } value ? new EmitValueOp(value, plan.Rule.At, EmitValueOp.Keys) : null;
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

        return rule.Kind == RuleKind.Set ? new EmitMemberOp(value) : new EmitValueOp(value, rule.At, rule.Kind == RuleKind.Function ? EmitValueOp.Inputs : EmitValueOp.Outputs);
    }
}
