using System.Diagnostics;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>Runs rules and brings their solutions together.</summary>
internal static class RuleRunner
{
    public static RegoValue? Complete(EvalContext context, DocNode node)
    {
        RegoValue? result = null;
        var index = node.Index;
        var rules = index is null ? node.Rules : Select(context, index);
        for (var i = 0; i < rules.Count; i++)
        {
            var plan = rules[i];
            if (Branches(context, plan, null) is not { } value)
            {
                continue;
            }

            if (result is not null && !result.Equals(value))
            {
                throw EvalContext.Conflict(plan.Rule.At, EmitValueOp.Outputs);
            }

            result = value;
            if (index is { SameConstant: true })
            {
                break;
            }
        }

        return result ?? (node.Default is null ? null : Branches(context, node.Default, null));
    }

    public static RegoValue? Call(EvalContext context, DocNode node, RegoValue[] arguments)
    {
        if (!node.IsRemembered)
        {
            return Compute(context, node, arguments);
        }

        var memo = context.World.Calls;
        var hash = FunctionMemo.Hash(node.Id, arguments);
        if (memo.Find(node.Id, hash, arguments) is { } known)
        {
            context.Probe?.Count("eval_op_virtual_cache_hit");
            return Undefined.Open(known);
        }

        context.Probe?.Count("eval_op_virtual_cache_miss");
        var result = Compute(context, node, arguments);
        context.Charge(arguments.Length);
        memo.Add(node.Id, hash, arguments, result ?? Undefined.Mark);
        return result;
    }

    private static List<RulePlan> Select(EvalContext context, RuleIndex index)
    {
        if (context.Probe is not { } probe)
        {
            return index.Select(context);
        }

        var start = Stopwatch.GetTimestamp();
        var rules = index.Select(context);
        probe.Time("eval_op_rule_index", start);
        return rules;
    }

    private static RegoValue? Compute(EvalContext context, DocNode node, RegoValue[] arguments)
    {
        RegoValue? result = null;
        var rules = node.Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            if (Branches(context, rules[i], arguments) is not { } value)
            {
                continue;
            }

            if (result is not null && !result.Equals(value))
            {
                throw EvalContext.Conflict(rules[i].Rule.At, EmitValueOp.Inputs);
            }

            result = value;
        }

        return result ?? (node.Default is null ? null : Branches(context, node.Default, arguments));
    }

    /// <summary>The value under one key of an object, or the member itself of a set; null when there is none.</summary>
    public static RegoValue? Keyed(EvalContext context, List<RulePlan> rules, RegoValue key)
    {
        RegoValue? result = null;
        foreach (var plan in rules)
        {
            var frame = context.Enter(plan.Slots, plan.Temps);
            frame.Slots[plan.KeySlot] = key;
            plan.Keyed!.Run(frame);
            var value = frame.Result;
            context.Leave();
            if (value is not null && result is not null && !result.Equals(value))
            {
                throw EvalContext.Conflict(plan.Rule.At, EmitValueOp.Keys);
            }

            result ??= value;
            if (result is not null && plan.Rule.Kind == Syntax.RuleKind.Set)
            {
                return result;
            }
        }

        return result;
    }

    public static RegoValue Set(EvalContext context, DocNode node)
    {
        var members = context.RentSet();
        foreach (var plan in node.Sets)
        {
            var frame = context.Enter(plan.Slots, plan.Temps);
            frame.Collector = members;
            plan.Start.Run(frame);
            context.Leave();
        }

        var result = SetValue.From(members);
        context.Return(members);
        return result;
    }

    public static void Dynamic(EvalContext context, RulePlan plan, TreeBuilder tree, List<RegoValue> prefix)
    {
        var frame = context.Enter(plan.Slots, plan.Temps);
        frame.Collector = new TreeTarget(tree, prefix);
        plan.Start.Run(frame);
        context.Leave();
    }

    private static RegoValue? Branches(EvalContext context, RulePlan first, RegoValue[]? arguments)
    {
        for (var plan = first; plan is not null; plan = plan.Else)
        {
            var frame = context.Enter(plan.Slots, plan.Temps);
            ((RegoValue?[]?)arguments)?.AsSpan().CopyTo(frame.Slots);
            plan.Start.Run(frame);
            var result = frame.Result;
            context.Leave();
            if (result is not null)
            {
                return result;
            }
        }

        return null;
    }
}

/// <summary>Where the solutions of a rule with a computed head go.</summary>
internal sealed record TreeTarget(TreeBuilder Tree, List<RegoValue> Prefix);
