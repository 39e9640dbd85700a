using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

// Steps of a body. Each runs the rest for every way in which it holds; true means that nobody wants further solutions.
internal abstract class Op
{
    public Op Next { get; set; } = FailOp.Instance;

    public abstract bool Run(Frame frame);
}

internal sealed class FailOp : Op
{
    public static readonly FailOp Instance = new();

    private FailOp()
    {
    }

    public override bool Run(Frame frame) => false;
}

internal sealed class AssignOp(int slot, Node node) : Op
{
    public override bool Run(Frame frame)
    {
        if (node.Eval(frame) is not { } value)
        {
            return false;
        }

        frame.Slots[slot] = value;
        return Next.Run(frame);
    }
}

internal sealed class TestOp(Node node) : Op
{
    public override bool Run(Frame frame) =>
        node.Eval(frame) is { } value && !ReferenceEquals(value, BooleanValue.False) && Next.Run(frame);
}

internal sealed class EqualOp(Node left, Node right) : Op
{
    public override bool Run(Frame frame) =>
        left.Eval(frame) is { } a && right.Eval(frame) is { } b && a.Equals(b) && Next.Run(frame);
}

internal sealed class MatchOp(Node node, Pattern pattern) : Op
{
    public override bool Run(Frame frame) =>
        node.Eval(frame) is { } value && pattern.Match(frame, value) && Next.Run(frame);
}

/// <summary>Iterates a collection or document.</summary>
internal sealed class ScanOp(Node domain, Pattern key, Pattern value) : Op
{
    private readonly bool _anyKey = key is AnyPattern;

    public override bool Run(Frame frame) => domain.Open(frame) switch
    {
        ArrayValue array => Items(frame, array),
        ObjectValue obj => Pairs(frame, obj),
        SetValue set => Members(frame, set),
        DocRef document => Document(frame, document),
        _ => false,
    };

    private bool Items(Frame frame, ArrayValue array)
    {
        for (var i = 0; i < array.Items.Length; i++)
        {
            frame.Context.Tick();
            if ((_anyKey || key.Match(frame, NumberValue.Of(i))) && value.Match(frame, array.Items[i]) && Next.Run(frame))
            {
                return true;
            }
        }

        return false;
    }

    private bool Pairs(Frame frame, ObjectValue obj)
    {
        for (var i = 0; i < obj.Keys.Length; i++)
        {
            frame.Context.Tick();
            if (key.Match(frame, obj.Keys[i]) && value.Match(frame, obj.Values[i]) && Next.Run(frame))
            {
                return true;
            }
        }

        return false;
    }

    private bool Members(Frame frame, SetValue set)
    {
        foreach (var item in set.Items)
        {
            frame.Context.Tick();
            if (key.Match(frame, item) && value.Match(frame, item) && Next.Run(frame))
            {
                return true;
            }
        }

        return false;
    }

    private bool Document(Frame frame, DocRef document)
    {
        var context = frame.Context;
        if (document.Node.IsDocument)
        {
            return context.Read(document) switch
            {
                ArrayValue array => Items(frame, array),
                ObjectValue obj => Pairs(frame, obj),
                SetValue set => Members(frame, set),
                _ => false,
            };
        }

        foreach (var step in EvalContext.Keys(document))
        {
            context.Tick();
            if (context.Step(document, step) is { } child && key.Match(frame, step) && value.Match(frame, child) && Next.Run(frame))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>walk</c>: every value inside a value with its path, depth first.</summary>
internal sealed class WalkOp(Node node, Pattern pair) : Op
{
    public override bool Run(Frame frame) => node.Eval(frame) is { } value && Visit(frame, [], value);

    private bool Visit(Frame frame, List<RegoValue> path, RegoValue value)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        frame.Context.Tick();
        var result = new ArrayValue([new ArrayValue([.. path]), value]);
        if (pair.Match(frame, result) && Next.Run(frame))
        {
            return true;
        }

        switch (value)
        {
            case ArrayValue array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (Child(frame, path, NumberValue.Of(i), array.Items[i]))
                    {
                        return true;
                    }
                }

                break;
            case ObjectValue obj:
                for (var i = 0; i < obj.Count; i++)
                {
                    if (Child(frame, path, obj.Keys[i], obj.Values[i]))
                    {
                        return true;
                    }
                }

                break;
            case SetValue set:
                foreach (var item in set.Items)
                {
                    if (Child(frame, path, item, item))
                    {
                        return true;
                    }
                }

                break;
            default:
                break;
        }

        return false;
    }

    private bool Child(Frame frame, List<RegoValue> path, RegoValue key, RegoValue value)
    {
        path.Add(key);
        var stop = Visit(frame, path, value);
        path.RemoveAt(path.Count - 1);
        return stop;
    }
}

internal sealed class NotOp(Op inner) : Op
{
    public override bool Run(Frame frame) => !inner.Run(frame) && Next.Run(frame);
}

internal sealed class LogicOp(bool isOr, Op left, Op right) : Op
{
    public override bool Run(Frame frame) =>
        (isOr ? left.Run(frame) || right.Run(frame) : left.Run(frame) && right.Run(frame)) && Next.Run(frame);
}

internal sealed class EveryOp(Node domain, int key, int value, Op inner) : Op
{
    public override bool Run(Frame frame) => domain.Eval(frame) switch
    {
        ArrayValue array => Items(frame, array) && Next.Run(frame),
        ObjectValue obj => Pairs(frame, obj) && Next.Run(frame),
        SetValue set => Members(frame, set) && Next.Run(frame),
        _ => false,
    };

    private bool Items(Frame frame, ArrayValue array)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (!Holds(frame, NumberValue.Of(i), array.Items[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Pairs(Frame frame, ObjectValue obj)
    {
        for (var i = 0; i < obj.Count; i++)
        {
            if (!Holds(frame, obj.Keys[i], obj.Values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Members(Frame frame, SetValue set)
    {
        foreach (var item in set.Items)
        {
            if (!Holds(frame, item, item))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(Frame frame, RegoValue k, RegoValue v)
    {
        frame.Context.Tick();
        frame.Slots[key] = k;
        frame.Slots[value] = v;
        return inner.Run(frame);
    }
}

/// <summary>Stops at the first solution.</summary>
internal sealed class ExistsOp : Op
{
    public static readonly ExistsOp Instance = new();

    public override bool Run(Frame frame) => true;
}
