using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Partial;

/// <summary>Rules and functions in the place of their names, or as support rules.</summary>
internal sealed partial class PartialEvaluator
{
    private readonly Dictionary<DocNode, List<Valued>> _inlined = [];

    /// <summary>The rules that a reference names, leads through or, ending in a package, covers; with the steps behind them.</summary>
    private RuleReference? Rule(TRef reference)
    {
        var node = context.State.Snapshot.Tree.Root;
        for (var i = 0; i < reference.Path.Length; i++)
        {
            if (Unknowns.Text(reference.Path[i]) is not { } name)
            {
                return new RuleReference(node, reference.Path[i..]);
            }

            if (node.Find(name) is not { } child)
            {
                return null;
            }

            node = child;
            if (node.HasRules)
            {
                return new RuleReference(node, reference.Path[(i + 1)..]);
            }
        }

        return new RuleReference(node, []);
    }

    private IEnumerable<Valued> Rules(TRef reference, RuleReference found, Step step, RegoValue? compared, bool isTest)
    {
        var (node, rest) = found;
        if (!IsDisabled(node))
        {
            if (rest.Length == 0 && CanInline(node, compared, isTest) && Inline(node, [], step, compared is not null || isTest) is { } values)
            {
                return values;
            }

            if (rest.Length == 1 && IsPlainSet(node) && Members(node, step) is { } members)
            {
                return members.SelectMany(member => Solve([new LUnify(reference.At, rest[0], member.Term)], member.Step).Select(next => new Valued(next.Plug(member.Term), next)));
            }

            if (rest.Length > 0 && IsPlainObject(node))
            {
                return node.Dynamic.SelectMany(plan => Entry(plan, reference, rest, step));
            }
        }

        return Steps(SupportOf(node, reference), reference, rest, step);
    }

    /// <summary>One rule of an object, asked for one key: the value under it, and what lies further below.</summary>
    private IEnumerable<Valued> Entry(RulePlan plan, TRef reference, T[] rest, Step step) => Bodies(plan, [], step).SelectMany(solved =>
        Many([plan.Resolution!.Path[0], plan.Resolution.Value!], solved).SelectMany(pair =>
            Solve([new LUnify(reference.At, rest[0], pair.Terms[0])], step with { Rest = pair.Step.Rest }).SelectMany(next => rest.Length == 1
                ? [new Valued(pair.Terms[1], next)]
                : Values(next.Plug(Rewriter.Join(reference.At, pair.Terms[1], rest[1..])), next))));

    private static bool CanInline(DocNode node, RegoValue? compared, bool isTest) =>
        node.Sets.Count == 0 && node.Dynamic.Count == 0 && node.HasRules
        && !node.Below().Any(child => child.HasRules)
        && node.Rules.TrueForAll(plan => plan.Else is null)
        && (node.Default is null || (node.Default.Rule.Value is Rego.Syntax.ConstTerm { Value: var value }
            && ((isTest && ReferenceEquals(value, BooleanValue.False)) || (compared is not null && !compared.Equals(value)))));

    private bool IsPlainSet(DocNode node) => node.Sets.Count > 0 && node.Rules.Count == 0 && node.Dynamic.Count == 0 && !IsDisabled(node) && !node.Below().Any(child => child.HasRules);

    private static bool IsPlainObject(DocNode node) => node.Dynamic.Count > 0 && node.Rules.Count == 0 && node.Sets.Count == 0 && node.Default is null
        && node.Dynamic.TrueForAll(plan => plan.Resolution!.Path.Length == 1 && plan.Resolution.Member is null) && !node.Below().Any(child => child.HasRules);

    private bool IsDisabled(DocNode node) => context.DisabledInlining.Contains(node.PathText);

    private List<Valued> Call(TCall call, DocNode function, Step step, RegoValue? compared, bool isTest)
    {
        var isReplaced = unknowns.IsReplaced(function);
        List<Valued> all = [];
        foreach (var (arguments, next) in Many(call.Arguments, step))
        {
            if (!isReplaced && !IsDisabled(function) && CanInline(function, compared, isTest) && Inline(function, arguments, next, compared is not null || isTest) is { } values)
            {
                all.AddRange(values);
            }
            else
            {
                all.Add(new Valued(call with { Function = context.Support.Function(this, world, function), Arguments = arguments }, next));
            }
        }

        return all;
    }

    /// <summary>
    /// Puts the rules of a node in the place of a reference or call. Null when more than one value could come out where the
    /// value itself is asked for, as only rules notice that two of them conflict; and when there are so many alternatives
    /// that one rule says it shorter.
    /// </summary>
    private IEnumerable<Valued>? Inline(DocNode node, T[] arguments, Step step, bool mayDiffer)
    {
        var values = arguments.Length > 0 ? Found(node.Rules, arguments, rule => rule.Value!) : Once(node, node.Rules, rule => rule.Value!);
        return values.Count <= context.MaxInlined && (mayDiffer || values.Count <= 1
                || values.TrueForAll(value => value.Term is TConst constant && constant.Value.Equals((values[0].Term as TConst)?.Value)))
            ? values.Select(value => Own(value, step))
            : null;
    }

    private IEnumerable<Valued>? Members(DocNode node, Step step) => Once(node, node.Sets, rule => rule.Member!) is var members && members.Count <= context.MaxInlined
        ? members.Select(member => Own(member, step))
        : null;

    /// <summary>What a rule without arguments leaves is the same wherever it is read.</summary>
    private List<Valued> Once(DocNode node, List<RulePlan> plans, Func<Resolution, T> value)
    {
        if (!_inlined.TryGetValue(node, out var found))
        {
            _inlined[node] = found = Found(plans, [], value);
        }

        return found;
    }

    private List<Valued> Found(List<RulePlan> plans, T[] arguments, Func<Resolution, T> value)
    {
        if (_depth >= MaxDepth)
        {
            throw new UnsupportedException("rules nested too deeply");
        }

        _depth++;
        List<Valued> values = [.. plans.SelectMany(plan => Bodies(plan, arguments, Step.Start).SelectMany(solved => Values(solved.Plug(value(plan.Resolution!)), solved)))];
        _depth--;
        return values;
    }

    /// <summary>Every use has variables of its own; those that came in with arguments stay.</summary>
    private static Valued Own(Valued value, Step step)
    {
        var names = new Dictionary<Variable, TVar>();
        var given = Variables.Residual(step.Rest).Concat(step.Bound.Values.SelectMany(Variables.Residual)).ToHashSet();
        var rename = new Rewriter(term => term is not TVar { Variable: var variable } || !Marks.IsResidual(variable) || given.Contains(variable) ? null
            : names.TryGetValue(variable, out var own) ? own : names[variable] = new TVar(term.At, Marks.Fresh(variable, Marks.Residual)));
        return new Valued(rename.Term(value.Term), step with { Rest = step.Rest.AddRange(value.Step.Rest.Select(rename.Literal)) });
    }

    /// <summary>The alternatives of a rule's body, with bindings of that rule's variables only.</summary>
    private List<Step> Bodies(RulePlan plan, T[] arguments, Step step)
    {
        var (body, start) = Entered(plan, arguments, Step.Start with { Rest = step.Rest });
        return Solve(body, start);
    }

    /// <summary>Names the arguments of a function, those taken apart by patterns too.</summary>
    private static (L[] Body, Step Step) Entered(RulePlan plan, T[] arguments, Step step)
    {
        var rule = plan.Resolution!;
        var names = rule.Scope.Names.Values.Where(variable => variable.Kind == VariableKind.Argument && variable.Slot < arguments.Length).ToDictionary(variable => variable.Slot);
        var slots = arguments.Select((argument, i) => names.GetValueOrDefault(i) ?? new Variable("arg", Results, -1, VariableKind.Argument, argument.At)).ToArray();
        var body = new Rewriter(term => term is TSlot slot && slot.Slot < slots.Length ? new TVar(slot.At, slots[slot.Slot]) : null).Body(rule.Body);
        for (var i = 0; i < slots.Length; i++)
        {
            step = Assign(slots[i], new Valued(arguments[i], step), body);
        }

        return (body, step);
    }

    /// <summary>The heads and bodies that remain of one rule whose arguments are given by its caller.</summary>
    public List<Remaining> Alternatives(RulePlan plan, Variable[] arguments)
    {
        var rule = plan.Resolution!;
        T[] heads = [.. rule.Path, .. Optional(rule.Member), .. Optional(rule.Value)];
        return [.. Bodies(plan, Given(arguments), Step.Start).SelectMany(solved => Many(Array.ConvertAll(heads, solved.Plug), solved)).Select(found => Split(rule, found.Terms, found.Step.Rest))];
    }

    /// <summary>A rule as it was written, for where alternatives cannot stand side by side.</summary>
    public Remaining Kept(RulePlan plan, Variable[] arguments)
    {
        var rule = plan.Resolution!;
        var (body, step) = Entered(plan, Given(arguments), Step.Start);
        var keeper = Keeper([]);
        L[] rest = [.. step.Rest, .. keeper.Body(Array.ConvertAll(body, step.Plug))];
        T[] heads = [.. rule.Path, .. Optional(rule.Member), .. Optional(rule.Value)];
        return Split(rule, Array.ConvertAll(heads, head => keeper.Term(step.Plug(head))), rest);
    }

    private static T[] Given(Variable[] arguments) => Array.ConvertAll(arguments, argument => (T)new TVar(argument.At, argument));

    private static T[] Optional(T? term) => term is null ? [] : [term];

    private static Remaining Split(Resolution rule, T[] heads, IReadOnlyList<L> rest) =>
        new(heads[..rule.Path.Length], rule.Member is null ? null : heads[rule.Path.Length], rule.Value is null ? null : heads[^1], rest);

    private T SupportOf(DocNode node, TRef at) => context.Support.Document(this, world, node, at.At);
}
