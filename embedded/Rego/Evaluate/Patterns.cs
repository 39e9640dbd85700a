using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

// What a value is taken apart into; variables in it take what they meet.
internal abstract class Pattern
{
    public abstract bool Match(Frame frame, RegoValue value);
}

internal sealed class AnyPattern : Pattern
{
    public override bool Match(Frame frame, RegoValue value) => true;
}

internal sealed class SlotPattern(int slot) : Pattern
{
    public override bool Match(Frame frame, RegoValue value)
    {
        frame.Slots[slot] = value;
        return true;
    }
}

internal sealed class NodePattern(Node node) : Pattern
{
    public override bool Match(Frame frame, RegoValue value) => node.Eval(frame) is { } own && own.Equals(frame.Context.Read(value));
}

internal sealed class ArrayPattern(Pattern[] items) : Pattern
{
    public override bool Match(Frame frame, RegoValue value)
    {
        if (frame.Context.Read(value) is not ArrayValue array || array.Count != items.Length)
        {
            return false;
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (!items[i].Match(frame, array.Items[i]))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class ObjectPattern((Node Key, Pattern Value)[] pairs) : Pattern
{
    public override bool Match(Frame frame, RegoValue value)
    {
        if (frame.Context.Read(value) is not ObjectValue obj || obj.Count != pairs.Length)
        {
            return false;
        }

        foreach (var (keyNode, pattern) in pairs)
        {
            if (keyNode.Eval(frame) is not { } key || obj.Get(key) is not { } child || !pattern.Match(frame, child))
            {
                return false;
            }
        }

        return true;
    }
}
