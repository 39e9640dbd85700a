using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

// Expressions with at most one value once their variables are bound. Null is undefined.
internal abstract class Node
{
    public abstract RegoValue? Eval(Frame frame);

    /// <summary>Like <see cref="Eval"/>, but a part of data may stay unread.</summary>
    public virtual RegoValue? Open(Frame frame) => Eval(frame);
}

internal sealed class ConstNode(RegoValue value) : Node
{
    public RegoValue Value { get; } = value;

    public override RegoValue? Eval(Frame frame) => Value;
}

internal sealed class SlotNode(int slot) : Node
{
    public override RegoValue? Eval(Frame frame) => frame.Slots[slot] is var value && value is DocRef ? frame.Context.Read(value) : value;

    public override RegoValue? Open(Frame frame) => frame.Slots[slot];
}

internal sealed class InputNode : Node
{
    public override RegoValue? Eval(Frame frame) => frame.Context.World.Input;
}

internal sealed class DataNode : Node
{
    public override RegoValue? Eval(Frame frame) => frame.Context.Read(frame.Context.DataRoot());

    public override RegoValue? Open(Frame frame) => frame.Context.DataRoot();
}

/// <summary>Steps with known or computed keys into a value or document.</summary>
internal sealed class RefNode(Node head, Node[] path) : Node
{
    public override RegoValue? Eval(Frame frame) => Open(frame) is var value && value is DocRef ? frame.Context.Read(value) : value;

    public override RegoValue? Open(Frame frame)
    {
        var value = head.Open(frame);
        foreach (var step in path)
        {
            if (value is null || step.Eval(frame) is not { } key)
            {
                return null;
            }

            value = value is DocRef ? frame.Context.Step(value, key) : value.Get(key);
        }

        return value;
    }
}

/// <summary>A constant path under data, resolved when compiled; replaced paths take the long way.</summary>
internal sealed class DataPathNode(DocNode node, RegoValue[] path, Node[] rest) : Node
{
    public override RegoValue? Eval(Frame frame)
    {
        if (rest.Length == 0 && frame.Context.World.Masks is null && node.IsDocument && frame.Context.Policy.At(node).Base is null)
        {
            return frame.Context.Evaluate(node);
        }

        return frame.Context.Read(Open(frame));
    }

    public override RegoValue? Open(Frame frame)
    {
        var context = frame.Context;
        context.Probe?.Base(node, path);
        RegoValue? value = context.World.Masks is null ? context.Policy.At(node) : Walk(context);
        var isBase = !node.IsDocument;
        foreach (var step in rest)
        {
            if (value is null || step.Eval(frame) is not { } key)
            {
                return null;
            }

            isBase &= value is not DocRef { Node.IsDocument: true };
            value = isBase ? context.StepBase(value, key) : context.Step(value, key);
        }

        return value;
    }

    private RegoValue? Walk(EvalContext context)
    {
        RegoValue? value = context.DataRoot();
        for (var i = 0; i < path.Length && value is not null; i++)
        {
            value = context.Step(value, path[i]);
        }

        return value;
    }
}

internal sealed class ArrayNode(Node[] items) : Node
{
    public override RegoValue? Eval(Frame frame)
    {
        var values = new RegoValue[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Eval(frame) is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return new ArrayValue(values);
    }
}

internal sealed class SetNode(Node[] items) : Node
{
    public override RegoValue? Eval(Frame frame)
    {
        var values = new HashSet<RegoValue>();
        foreach (var item in items)
        {
            if (item.Eval(frame) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return SetValue.From(values);
    }
}

internal sealed class ObjectNode((Node Key, Node Value)[] pairs, Syntax.Location at) : Node
{
    /// <summary>Where the keys are known and different: sorted once, and shared by all objects of this place.</summary>
    private readonly RegoValue[]? _keys = KnownKeys(pairs);

    /// <summary>Which of the sorted keys each pair has.</summary>
    private readonly int[] _places = PlacesOf(pairs);

    public override RegoValue? Eval(Frame frame)
    {
        if (_keys is not { } keys)
        {
            return Collect(frame);
        }

        var values = new RegoValue[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].Value.Eval(frame) is not { } value)
            {
                return null;
            }

            values[_places[i]] = value;
        }

        return ObjectValue.FromSorted(keys, values);
    }

    private static RegoValue[]? KnownKeys((Node Key, Node Value)[] pairs)
    {
        RegoValue[] keys = [.. pairs.Select(pair => pair.Key).OfType<ConstNode>().Select(key => key.Value).Distinct().Order()];
        return keys.Length == pairs.Length ? keys : null;
    }

    private static int[] PlacesOf((Node Key, Node Value)[] pairs) =>
        KnownKeys(pairs) is { } keys ? Array.ConvertAll(pairs, pair => Array.IndexOf(keys, ((ConstNode)pair.Key).Value)) : [];

    private ObjectValue? Collect(Frame frame)
    {
        var values = new Dictionary<RegoValue, RegoValue>();
        foreach (var (keyNode, valueNode) in pairs)
        {
            if (keyNode.Eval(frame) is not { } key || valueNode.Eval(frame) is not { } value)
            {
                return null;
            }

            if (!values.TryAdd(key, value) && !values[key].Equals(value))
            {
                throw EvalContext.Conflict(at, "object keys must be unique");
            }
        }

        return ObjectValue.From(values);
    }
}

/// <summary>Collects the solutions of a closure.</summary>
internal sealed class ComprehensionNode(Syntax.ComprehensionKind kind, Op start, int temp) : Node
{
    public override RegoValue? Eval(Frame frame)
    {
        // Nothing is kept of a comprehension: each is collected where it stands.
        frame.Context.Probe?.Count("eval_op_comprehension_cache_skip");
        return kind switch
        {
            Syntax.ComprehensionKind.Array => Items(frame),
            Syntax.ComprehensionKind.Set => Members(frame),
            _ => ObjectValue.From(Collect(frame, new Dictionary<RegoValue, RegoValue>())),
        };
    }

    private ArrayValue Items(Frame frame)
    {
        var list = Collect(frame, frame.Context.RentList());
        var result = list.Count == 0 ? ArrayValue.Empty : new ArrayValue([.. list]);
        frame.Context.Return(list);
        return result;
    }

    private SetValue Members(Frame frame)
    {
        var members = Collect(frame, frame.Context.RentSet());
        var result = SetValue.From(members);
        frame.Context.Return(members);
        return result;
    }

    private TCollector Collect<TCollector>(Frame frame, TCollector collector)
        where TCollector : class
    {
        frame.Temps[temp] = collector;
        start.Run(frame);
        frame.Temps[temp] = null;
        return collector;
    }
}

/// <summary>A template string; an undefined part shows as such.</summary>
internal sealed class TemplateNode(object[] parts, int[] slots) : Node
{
    public override RegoValue? Eval(Frame frame)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is string constant)
            {
                text.Append(constant);
                continue;
            }

            frame.Slots[slots[i]] = null;
            ((Op)parts[i]).Run(frame);
            switch (frame.Slots[slots[i]])
            {
                case null: text.Append("<undefined>"); break;
                case StringValue value: text.Append(value.Value); break;
                case var value: value.WriteRego(text); break;
            }
        }

        return new StringValue(text.ToString());
    }
}
