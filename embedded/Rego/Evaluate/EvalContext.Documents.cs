using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

internal sealed partial class EvalContext
{
    private const int MaxSingleKeys = 4;

    /// <summary>The value of what may be an unread document; null when undefined.</summary>
    public RegoValue? Read(RegoValue? value) => value is DocRef document ? Read(document.Node, document.Base, document.Mask) : value;

    public DocRef DataRoot() => new(_policy.Tree.Root, World.Data, World.Masks);

    /// <summary>One step into a value or document.</summary>
    public RegoValue? Step(RegoValue value, RegoValue key)
    {
        if (value is not DocRef document)
        {
            return value.Get(key);
        }

        if (document.Node.IsDocument)
        {
            return StepRules(document, key);
        }

        var mask = document.Mask?.Find(key);
        var under = document.Base?.Get(key);
        if (mask is { IsLeaf: true })
        {
            return under;
        }

        var child = key is StringValue text ? document.Node.Find(text.Value) : null;
        return child is null ? under : under is null && mask is null ? child.Bare : new DocRef(child, under, mask);
    }

    /// <summary>All steps that lead somewhere from a document.</summary>
    public static RegoValue[] Keys(DocRef document) =>
        document.Base is ObjectValue under ? [.. under.Keys.Concat(document.Node.Names).Distinct().Order()] : document.Node.Names;

    public RegoValue? Read(DocNode node, RegoValue? under, Mask? mask)
    {
        if (node.IsDocument)
        {
            var value = Evaluate(node);
            return value is null ? under : Merge(value, under, node);
        }

        if (node.IsFunction)
        {
            return under;
        }

        var merged = new Dictionary<RegoValue, RegoValue>();
        if (under is ObjectValue obj)
        {
            for (var i = 0; i < obj.Count; i++)
            {
                merged[obj.Keys[i]] = obj.Values[i];
            }
        }

        foreach (var child in node.Children.Values)
        {
            var childMask = mask?.Find(child.Key);
            if (childMask is not { IsLeaf: true }
                && Read(child, under?.Get(child.Key), childMask) is { } value)
            {
                // Where a rule and a base document meet in the extent of a package, the base document stays.
                merged[child.Key] = child.IsDocument && merged.TryGetValue(child.Key, out var own) && own is not ObjectValue ? own : value;
            }
        }

        Charge(merged.Count);
        return ObjectValue.From(merged);
    }

    /// <summary>The value of the rules at a node, found once per world; null when undefined.</summary>
    public RegoValue? Evaluate(DocNode node)
    {
        var memo = World.Memo;
        if (memo[node.Id] is { } known)
        {
            Probe?.Count("eval_op_virtual_cache_hit");
            return Undefined.Open(known);
        }

        Probe?.Count("eval_op_virtual_cache_miss");
        var value = node switch
        {
            { Dynamic.Count: > 0 } => ReadTree(node),
            { Sets.Count: > 0 } => RuleRunner.Set(this, node),
            _ => RuleRunner.Complete(this, node),
        };
        memo[node.Id] = value ?? Undefined.Mark;
        return value;
    }

    /// <summary>A step where base documents are read directly: their keys are texts, so a number finds its text.</summary>
    public RegoValue? StepBase(RegoValue value, RegoValue key) =>
        Step(value, key) ?? (key is NumberValue && value is ObjectValue or DocRef { Node.IsDocument: false } ? Step(value, new StringValue(key.ToString())) : null);

    /// <summary>Asks the rules for one key; after some keys the whole document is cheaper than further ones.</summary>
    private bool TryKeyed(DocNode node, RegoValue key, out RegoValue? value)
    {
        value = null;
        var world = World;
        if (!node.IsKeyed || world.Memo[node.Id] is not null)
        {
            return false;
        }

        if (world.KeyedMemo.TryGetValue((node.Id, key), out value))
        {
            Probe?.Count("eval_op_virtual_cache_hit");
            return true;
        }

        var asked = world.KeyedCount.GetValueOrDefault(node.Id);
        if (asked >= MaxSingleKeys)
        {
            return false;
        }

        Probe?.Count("eval_op_virtual_cache_miss");
        world.KeyedCount[node.Id] = asked + 1;
        value = RuleRunner.Keyed(this, node.Sets.Count > 0 ? node.Sets : node.Dynamic, key);
        world.KeyedMemo[(node.Id, key)] = value;
        return true;
    }

    private RegoValue? StepRules(DocRef document, RegoValue key)
    {
        if (TryKeyed(document.Node, key, out var single))
        {
            var below = document.Base?.Get(key);
            return single is null ? below : Merge(single, below, document.Node);
        }

        if (document.Node.Dynamic.Count == 0)
        {
            return Evaluate(document.Node) is { } whole ? whole.Get(key) ?? (whole is ObjectValue ? document.Base?.Get(key) : null) : document.Base?.Get(key);
        }

        var value = Evaluate(document.Node)?.Get(key);
        var under = document.Base?.Get(key);
        return value is null ? under : Merge(value, under, document.Node);
    }

    private static RegoValue Merge(RegoValue value, RegoValue? under, DocNode node)
    {
        if (node.Dynamic.Count == 0 || value is not ObjectValue over || under is not ObjectValue below || below.Count == 0)
        {
            return value;
        }

        var merged = new Dictionary<RegoValue, RegoValue>();
        for (var i = 0; i < below.Count; i++)
        {
            merged[below.Keys[i]] = below.Values[i];
        }

        for (var i = 0; i < over.Count; i++)
        {
            merged[over.Keys[i]] = merged.TryGetValue(over.Keys[i], out var lower) ? Merge(over.Values[i], lower, node) : over.Values[i];
        }

        return ObjectValue.From(merged);
    }

    private RegoValue ReadTree(DocNode node)
    {
        var tree = new TreeBuilder();
        Collect(node, tree, []);
        return tree.Build();
    }

    /// <summary>Everything that rules at and under a node put into one tree.</summary>
    private void Collect(DocNode node, TreeBuilder tree, List<RegoValue> path)
    {
        if (node.IsFunction)
        {
            return;
        }

        foreach (var plan in node.Dynamic)
        {
            RuleRunner.Dynamic(this, plan, tree, path);
        }

        if (node.Sets.Count > 0)
        {
            tree.AddSet(path, (SetValue)RuleRunner.Set(this, node), node.Sets[0].Rule.At);
        }

        if (node.Rules.Count > 0 || node.Default is not null)
        {
            if (RuleRunner.Complete(this, node) is { } value)
            {
                tree.AddLeaf(path, value, (node.Default ?? node.Rules[0]).Rule.At);
            }
        }

        foreach (var child in node.Children.Values)
        {
            path.Add(child.Key);
            if (!child.HasRules && !child.IsFunction)
            {
                tree.AddObject(path);
            }

            Collect(child, tree, path);
            path.RemoveAt(path.Count - 1);
        }
    }
}
