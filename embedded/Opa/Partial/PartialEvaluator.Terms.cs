using System.Collections.Immutable;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;
using Bound = System.Collections.Immutable.ImmutableDictionary<string, OpenClaw.Rego.Syntax.Term>;

namespace OpenClaw.Opa.Partial;

/// <summary>Terms: what they are worth, and rules in the place of their names.</summary>
internal sealed partial class PartialEvaluator
{
    /// <summary>The alternatives under which a term is defined and not false.</summary>
    private IEnumerable<ImmutableList<Literal>> Truth(Term term, bool mayInline = true)
    {
        if (term is CallTerm { Infix: true, Operator: VarTerm { Name: "eq" or "equal" } } equality && IsRuleOrFunction(equality.Arguments[0], equality.Arguments[1]) is { } tested)
        {
            return Truth(tested, mayInline);
        }

        var node = term is CallTerm call ? unknowns.Function(call) : unknowns.Rule(term);
        if (node is null)
        {
            return Values(term, mayInline).Select(value => value.Rest.Add(Condition(value.Term)));
        }

        return Inline(term, node, mayInline).SelectMany(value => value.Term is ConstTerm constant
            ? ReferenceEquals(constant.Value, BooleanValue.False) ? throw new UnsupportedException("rules with the value false") : [value.Rest]
            : (IEnumerable<ImmutableList<Literal>>)[value.Rest.Add(Condition(value.Term))]);
    }

    /// <summary><c>rule == true</c> asks the same as the rule alone when the rule's values are true.</summary>
    private Term? IsRuleOrFunction(Term left, Term right)
    {
        var (tested, constant) = left is ConstTerm ? (right, left) : (left, right);
        var node = tested is CallTerm call ? unknowns.Function(call) : unknowns.Rule(tested);
        return constant is ConstTerm { Value: BooleanValue { Value: true } } && node is not null
            && node.Rules.All(plan => plan.Rule.Value is ConstTerm { Value: BooleanValue { Value: true } }) ? tested : null;
    }

    /// <summary>The alternatives for the value of a term, with the conditions under which it has it.</summary>
    private IEnumerable<Value> Values(Term term, bool mayInline = true)
    {
        if (!unknowns.In(term))
        {
            return term is ConstTerm ? [new Value(term, [])] : Constant(term);
        }

        var node = term is CallTerm asked ? unknowns.Function(asked) : unknowns.Rule(term);
        if (node is not null)
        {
            return node.Default is null ? Inline(term, node, mayInline) : throw new UnsupportedException("values of rules with a default");
        }

        return term switch
        {
            RefTerm { Head: VarTerm { Name: "input" } head } reference => Many(reference.Path, mayInline).Select(path => new Value(new RefTerm(term.At, head, path.Terms), path.Conditions)),
            VarTerm { Name: "input" } => [new Value(term, [])],
            ArrayTerm array => Many(array.Items, mayInline).Select(items => new Value(new ArrayTerm(term.At, items.Terms), items.Conditions)),
            CallTerm { Operator: VarTerm or RefTerm } call when IsComparison(call) || IsBuiltin(call) =>
                Many(call.Arguments, mayInline).Select(arguments => new Value(call with { Arguments = arguments.Terms }, arguments.Conditions)),
            _ => throw new UnsupportedException("references into data by unknown keys, and sets and objects of unknowns"),
        };
    }

    private static bool IsComparison(CallTerm call) => call.Operator is VarTerm name && Comparisons.Contains(name.Name);

    private static bool IsBuiltin(CallTerm call) => call.Operator is VarTerm || call.Operator is RefTerm { Head: VarTerm { Name: not ("data" or "input") } };

    private IEnumerable<(IReadOnlyList<Term> Terms, ImmutableList<Literal> Conditions)> Many(IReadOnlyList<Term> terms, bool mayInline)
    {
        IEnumerable<(ImmutableList<Term> Terms, ImmutableList<Literal> Conditions)> alternatives = [([], [])];
        foreach (var term in terms)
        {
            var values = Values(term, mayInline).ToList();
            alternatives = [.. alternatives.SelectMany(left => values.Select(right => (left.Terms.Add(right.Term), left.Conditions.AddRange(right.Rest))))];
        }

        return alternatives.Select(all => ((IReadOnlyList<Term>)all.Terms, all.Conditions));
    }

    private IEnumerable<Value> Constant(Term term)
    {
        const string Result = "partial_result";
        var literal = new ExprLiteral(term.At, new CallTerm(term.At, new VarTerm(term.At, "eq"), [new VarTerm(term.At, Result), term], Infix: true));
        return Known(literal, new Step(Bound.Empty, []), null).Select(step => new Value(step.Bound[Result], []));
    }

    /// <summary>Puts the rules of a node in the place of a reference or call.</summary>
    private List<Value> Inline(Term term, DocNode node, bool mayInline)
    {
        var isWhole = term is CallTerm || (term is RefTerm reference && reference.Path.Count == Depth(node));
        if (!mayInline || !isWhole || node.Sets.Count > 0 || node.Dynamic.Count > 0 || node.Rules.Any(plan => plan.Rule.Else is not null) || node.Children.Values.Any(child => child.HasRules))
        {
            throw new UnsupportedException($"{node.PathText}: negated, partial or else rules that read unknowns");
        }

        if (node.Default is { Rule.Value: not ConstTerm { Value: BooleanValue { Value: false } } })
        {
            throw new UnsupportedException($"{node.PathText}: a default other than false");
        }

        if (++_depth > MaxDepth)
        {
            throw new UnsupportedException("rules nested too deeply");
        }

        List<Value> values = [.. node.Rules.SelectMany(plan => Rule(plan, term as CallTerm))];
        _depth--;
        var single = values.Count <= 1 || values.TrueForAll(value => value.Term is ConstTerm constant && constant.Value.Equals((values[0].Term as ConstTerm)?.Value));
        return single ? values : throw new UnsupportedException($"{node.PathText}: rules whose values could conflict");
    }

    /// <summary>A condition of the answer; <c>==</c> between documents is plain equality there.</summary>
    private static ExprLiteral Condition(Term term) => new(term.At, Written.Of(term is CallTerm { Operator: VarTerm { Name: "equal" } name } call
        ? call with { Operator = name with { Name = "eq" } }
        : term));

    /// <summary>
    /// A variable that holds something unknown makes its body undefined when that is undefined. A later comparison asks the
    /// same; without one the condition is written down.
    /// </summary>
    private static IEnumerable<Literal> Defined(string name, Term term, IEnumerable<Literal> later) =>
        term is ConstTerm || later.Any(literal => literal is ExprLiteral { Expression: CallTerm { Infix: true } call } && IsComparison(call) && call.Arguments.Any(argument => argument is VarTerm used && used.Name == name))
            ? []
            : [new ExprLiteral(term.At, new CallTerm(term.At, new VarTerm(term.At, "eq"), [new VarTerm(term.At, "_"), term], Infix: true))];

    private static IEnumerable<Literal> Defined(Rule rule, IReadOnlyList<Term> actual) =>
        rule.Arguments.Cast<VarTerm>().Zip(actual).SelectMany(pair => Defined(pair.First.Name, pair.Second, rule.Body));

    private static int Depth(DocNode node) => node.Parent is null ? 0 : Depth(node.Parent) + 1;

    private IEnumerable<Value> Rule(RulePlan plan, CallTerm? call)
    {
        var names = new Names(state.Snapshot.Tree, plan.Module);
        var start = new Step(Bound.Empty, []);
        IEnumerable<Step> steps = call is null ? [start] : Arguments(plan.Rule, call, start);
        return steps.SelectMany(step => Solve(plan.Rule.Body, 0, names, step))
            .SelectMany(step => Values(names.Expand(plan.Rule.Value!, step.Bound)).Select(value => value with { Rest = step.Rest.AddRange(value.Rest) }));
    }

    private IEnumerable<Step> Arguments(Rule rule, CallTerm call, Step start)
    {
        if (rule.Arguments.Any(argument => argument is not VarTerm) || rule.Arguments.Count != call.Arguments.Count
            || rule.Arguments.OfType<VarTerm>().Where(name => !name.IsWildcard).GroupBy(name => name.Name).Any(group => group.Count() > 1))
        {
            throw new UnsupportedException("functions with patterns as arguments");
        }

        return Many(call.Arguments, mayInline: true).Select(actual => new Step(
            start.Bound.SetItems(rule.Arguments.Cast<VarTerm>().Select((name, i) => KeyValuePair.Create(name.Name, actual.Terms[i])).Where(pair => pair.Key != "_")),
            start.Rest.AddRange(actual.Conditions).AddRange(Defined(rule, actual.Terms))));
    }
}
