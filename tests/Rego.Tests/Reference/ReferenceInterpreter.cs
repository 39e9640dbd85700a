using System.Collections.Immutable;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Evaluate;
using OpenClaw.Rego.Values;
using Env = System.Collections.Immutable.ImmutableDictionary<int, OpenClaw.Rego.Values.RegoValue>;

namespace OpenClaw.Rego.Tests.Reference;

/// <summary>
/// Evaluates resolved rules in the plainest way: bindings in dictionaries, every literal tried as soon as it can run, every
/// rule evaluated again at each read. Slow on purpose, and sharing no step with the planner.
/// </summary>
internal sealed partial class ReferenceInterpreter(PolicySnapshot snapshot, RegoValue? input, RegoValue data)
{
    private const int MaxWork = 200_000;
    private readonly EvalContext _calls = EvalContext.Rent(snapshot, input, RegoLimits.Default, CancellationToken.None);
    private int _work;

    /// <summary>Leaves a search when a constant is found that nothing behind it could change; see <see cref="Agreement"/>.</summary>
    public bool StopsAtConstants { get; init; }

    public ReferenceInterpreter(PolicySnapshot snapshot, RegoValue? input)
        : this(snapshot, input, snapshot.Data)
    {
    }

    public RegoValue? Document(params string[] path)
    {
        var node = snapshot.Tree.At(path);
        return Read(new Doc(node, null));
    }

    private sealed record Doc(DocNode Node, RegoValue? Base);

    private RegoValue? Read(Doc doc)
    {
        if (doc.Node.IsDocument)
        {
            return Value(doc.Node) ?? doc.Base;
        }

        if (doc.Node.IsFunction)
        {
            return doc.Base;
        }

        var merged = new Dictionary<RegoValue, RegoValue>();
        foreach (var (key, value) in Pairs(doc.Base))
        {
            merged[key] = value;
        }

        foreach (var child in doc.Node.Children.Values.Where(child => !IsReplaced(child)))
        {
            if (Read(new Doc(child, doc.Base?.Get(child.Key))) is { } value)
            {
                merged[child.Key] = value;
            }
        }

        return ObjectValue.From(merged);
    }

    private RegoValue? Value(DocNode node)
    {
        if (node.Sets.Count > 0)
        {
            return SetValue.From(node.Sets.SelectMany(plan => Solutions(plan, []).SelectMany(env => Iterate([plan.Resolution!.Member!], env)).SelectMany(env => Terms(plan.Resolution!.Member!, env)).Select(found => found.Value)));
        }

        return node.Dynamic.Count > 0 ? Object(node) : Single(node, []);
    }

    private RegoValue Object(DocNode node)
    {
        var leaves = new List<(RegoValue[] Path, RegoValue Value)>();
        foreach (var plan in node.Dynamic)
        {
            T[] heads = [.. plan.Resolution!.Path, plan.Resolution.Value!];
            foreach (var env in Solutions(plan, []).SelectMany(found => Iterate(heads, found)))
            {
                leaves.AddRange(Lists(heads, env).Select(found => (found.Values[..^1], found.Values[^1])));
            }
        }

        // A rule with a constant text as its key has a place of its own in the tree.
        leaves.AddRange(node.Children.Values.Where(child => child.HasRules).Select(child => (Path: (RegoValue[])[child.Key], Value: Value(child)!)).Where(leaf => leaf.Value is not null));
        return Nest(leaves, 0);
    }

    /// <summary>What ends here is the value; what goes on makes an object. Both at once, or two values, are a conflict.</summary>
    private static RegoValue Nest(List<(RegoValue[] Path, RegoValue Value)> leaves, int depth)
    {
        var values = leaves.Where(leaf => leaf.Path.Length == depth).Select(leaf => leaf.Value).Distinct().ToList();
        var further = leaves.FindAll(leaf => leaf.Path.Length > depth);
        if (values.Count > 1 || (values.Count == 1 && further.Count > 0))
        {
            throw new RegoException(new RegoError("eval_conflict_error", "reference", null, 0, 0));
        }

        return values.Count == 1 ? values[0]
            : ObjectValue.From(further.GroupBy(leaf => leaf.Path[depth]).Select(group => KeyValuePair.Create(group.Key, Nest([.. group], depth + 1))));
    }

    private RegoValue? Single(DocNode node, RegoValue[] arguments)
    {
        var found = node.Rules.Select(plan => Chain(plan, arguments)).OfType<RegoValue>().Distinct();
        List<RegoValue> values = [.. StopsAtConstants && !node.IsFunction && IsOneConstant(node) ? found.Take(1) : found];
        return values.Count > 1 ? throw new RegoException(new RegoError("eval_conflict_error", "reference", null, 0, 0))
            : values.Count == 1 ? values[0]
            : node.Default is null ? null : Chain(node.Default, arguments);
    }

    private static bool IsOneConstant(DocNode node) => node.Rules.TrueForAll(plan =>
        plan.Rule.Else is null && plan.Resolution!.Value is TConst own && node.Rules[0].Resolution!.Value is TConst first && own.Value.Equals(first.Value));

    private RegoValue? Chain(RulePlan plan, RegoValue[] arguments)
    {
        for (var branch = plan; branch is not null; branch = branch.Else)
        {
            var all = Solutions(branch, arguments).SelectMany(env => Iterate([branch.Resolution!.Value!], env)).SelectMany(env => Terms(branch.Resolution!.Value!, env)).Select(found => found.Value).Distinct();
            List<RegoValue> values = [.. StopsAtConstants && branch.Resolution!.Value is TConst ? all.Take(1) : all];
            if (values.Count > 1)
            {
                throw new RegoException(new RegoError("eval_conflict_error", "reference", null, 0, 0));
            }

            if (values.Count == 1)
            {
                return values[0];
            }
        }

        return null;
    }

    private IEnumerable<Env> Solutions(RulePlan plan, RegoValue[] arguments)
    {
        var env = Env.Empty.AddRange(arguments.Select((value, i) => KeyValuePair.Create(i, value)));
        return Solve([.. plan.Resolution!.Body], env);
    }

    private IEnumerable<Env> Solve(ImmutableList<L> body, Env env)
    {
        if (++_work > MaxWork)
        {
            throw new InvalidOperationException("the reference gives up");
        }

        if (body.IsEmpty)
        {
            return [env];
        }

        var next = body.FirstOrDefault(literal => Readiness.IsReady(literal, env)) ?? throw new InvalidOperationException("no literal can run");
        var rest = body.Remove(next, ReferenceEqualityComparer.Instance as IEqualityComparer<L>);
        return Step(next, env).SelectMany(after => Solve(rest, after));
    }

    private IEnumerable<Env> Step(L literal, Env env)
    {
        switch (literal)
        {
            case LTest test:
                return Iterate([test.Term], env).SelectMany(bound => Terms(test.Term, bound)).Where(found => found.Value is not BooleanValue { Value: false }).Select(found => found.Env);
            case LUnify unify:
                return Iterate([unify.Left, unify.Right], env).SelectMany(bound => Readiness.IsGround(unify.Left, bound)
                    ? Terms(unify.Left, bound).SelectMany(found => Unify(unify.Right, found.Value, found.Env))
                    : Terms(unify.Right, bound).SelectMany(found => Unify(unify.Left, found.Value, found.Env)));
            case LSomeIn some:
                return Terms(some.Domain, env).SelectMany(domain => Pairs(domain.Value).SelectMany(pair =>
                    (some.Key is null ? [domain.Env] : Unify(some.Key, pair.Key, domain.Env)).SelectMany(inner => Unify(some.Value, pair.Value, inner))));
            case LNot { IsClosure: true } not:
                return Solve([.. not.Body], env).Any() ? [] : [env];
            case LLogic logic:
                var left = Solve([.. logic.Left], env).Any();
                var holds = logic.IsOr ? left || Solve([.. logic.Right], env).Any() : left && Solve([.. logic.Right], env).Any();
                return holds ? [env] : [];
            case LWith with:
                return With(with, env);
            case LNot not:
                return Solve([.. not.Body], env).Any() ? [] : [env];
            case LEvery every:
                return Terms(every.Domain, env).Where(domain => domain.Value is ArrayValue or ObjectValue or SetValue && Pairs(domain.Value).All(pair =>
                {
                    var inner = every.Key is null ? env : env.SetItem(every.Key.Slot, pair.Key);
                    return Solve([.. every.Body], inner.SetItem(every.Value.Slot, pair.Value)).Any();
                })).Select(_ => env);
            case LNever:
                return [];
            default:
                throw new InvalidOperationException($"the reference does not know {literal.GetType().Name}");
        }
    }

    /// <summary>Binds what the references of terms iterate over, whichever of them can go first.</summary>
    private IEnumerable<Env> Iterate(T[] terms, Env env)
    {
        var waiting = terms.SelectMany(term => Readiness.Iterations(term, env)).ToList();
        if (waiting.Count == 0)
        {
            return [env];
        }

        var next = waiting.Find(reference => Readiness.IsGround(reference, env)) ?? throw new InvalidOperationException("no literal can run");
        return Terms(next, env).SelectMany(found => Iterate(terms, found.Env));
    }

    private static IEnumerable<(RegoValue Key, RegoValue Value)> Pairs(RegoValue? value) => value switch
    {
        ArrayValue array => array.Items.Select((item, i) => ((RegoValue)NumberValue.Of(i), item)),
        ObjectValue obj => obj.Keys.Zip(obj.Values),
        SetValue set => set.Items.Select(item => (item, item)),
        _ => [],
    };
}
