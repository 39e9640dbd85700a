using OpenClaw.Opa.Core;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Writes the rules of one node with what is known already evaluated.</summary>
internal sealed class SupportWriter(SupportRules support, PartialEvaluator evaluator, PolicyState state)
{
    public IEnumerable<(IReadOnlyList<string> Package, Rule Rule)> Rules(DocNode node)
    {
        foreach (var plan in node.AllRules())
        {
            foreach (var rule in plan.Rule.IsDefault ? [plan.Rule] : plan.Else is null ? Alternatives(plan) : Chain(plan))
            {
                yield return (plan.Module.Package, rule);
            }
        }

        if (node.Sets.Concat(node.Dynamic).Concat(node.IsFunction ? node.Rules : []).FirstOrDefault() is { } partial)
        {
            yield return (partial.Module.Package, Empty(partial));
        }

        if (!node.HasRules)
        {
            foreach (var rule in Documents(node))
            {
                yield return (SupportRules.Path(node), rule);
            }
        }
    }

    /// <summary>Base documents beside rules: who reads the package sees both.</summary>
    private IEnumerable<Rule> Documents(DocNode node)
    {
        var value = ((RegoValue)state.Data).At([.. SupportRules.Path(node)]);
        return value.Members().Where(member => node.Find(member.Name) is null).Select(member => new Rule(
            Location.None, false, [Name(member.Name)], RuleKind.Complete, [], null, Unresolver.Written(Location.None, member.Value), true, [], null));
    }

    /// <summary>
    /// When none of its rules is left a set or object is empty, not undefined, and a function still a function: a rule that never holds
    /// says so.
    /// </summary>
    private static Rule Empty(RulePlan plan)
    {
        // A variable of any type: what compares with the head is not refused for its type.
        var at = plan.Rule.At;
        Term value = new VarTerm(at, "x");
        Literal any = new ExprLiteral(at, new CallTerm(at, new VarTerm(at, "eq"), [value, new VarTerm(at, "input")], Infix: true));
        return new Rule(plan.Rule.At, false, [.. plan.Rule.Head.Take(plan.StaticSteps), .. plan.Rule.Head.Skip(plan.StaticSteps).Select(_ => value)], plan.Rule.Kind, [.. plan.Rule.Arguments.Select(argument => new VarTerm(argument.At, "_"))],
            plan.Rule.Member is null ? null : value, plan.Rule.Member is null ? value : null, false, [any, new ExprLiteral(at, new ConstTerm(at, BooleanValue.False))], null)
        { HasBody = true };
    }

    private IEnumerable<Rule> Alternatives(RulePlan plan)
    {
        var arguments = Arguments(plan);
        foreach (var (path, member, value, rest) in evaluator.Alternatives(plan, arguments))
        {
            yield return Write(plan, arguments, path, member, value, rest);
        }
    }

    /// <summary>Branches of an else chain stay one rule; a branch with several alternatives is kept as it was written.</summary>
    private IEnumerable<Rule> Chain(RulePlan first)
    {
        var branches = new List<Rule>();
        var arguments = Arguments(first);
        foreach (var plan in Unknowns.Branches(first))
        {
            var alternatives = evaluator.Alternatives(plan, arguments);
            if (alternatives.Count > 0)
            {
                var (path, member, value, rest) = alternatives.Count == 1 ? alternatives[0] : evaluator.Kept(plan, arguments);
                branches.Add(Write(first, arguments, path, member, value, rest));
                if (rest.Count == 0 && value is TConst)
                {
                    break;
                }
            }
        }

        return branches.Count == 0 ? [] : [branches.Take(branches.Count - 1).Reverse().Aggregate(branches[^1], (next, branch) => branch with { Else = next })];
    }

    private Rule Write(RulePlan plan, Variable[] arguments, T[] path, T? member, T? value, IReadOnlyList<L> rest)
    {
        var turned = support.Turn(rest);
        T[] heads = [.. path, .. member is null ? [] : (T[])[member], .. value is null ? [] : (T[])[value]];
        var writer = new Unresolver(new Naming([]).Count(FreeVariables.Of(turned).Concat(heads.SelectMany(FreeVariables.Of))));
        var named = arguments.Select(argument => writer.Term(new TVar(argument.At, argument))).ToList();
        return new Rule(plan.Rule.At, false, [.. plan.Rule.Head.Take(plan.StaticSteps), .. path.Select(writer.Term)], plan.Rule.Kind, named,
            member is null ? null : writer.Term(member), value is null ? null : writer.Term(value), value is not TConst { Value: BooleanValue { Value: true } }, [.. writer.Body(turned)], null)
        { HasBody = turned.Length > 0 };
    }

    private static Variable[] Arguments(RulePlan plan) => [.. plan.Rule.Arguments.Select((argument, i) =>
        new Variable($"arg{i}", Marks.Residual, -1, VariableKind.Argument, argument.At))];

    private static ConstTerm Name(string name) => new(Location.None, new StringValue(name));
}
