using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

// The last step of a body: what a solution contributes.
internal sealed class EmitValueOp(Node value, Location at, string conflict) : Op
{
    public const string Outputs = "complete rules must not produce multiple outputs";
    public const string Inputs = "functions must not produce multiple outputs for same inputs";
    public const string Keys = "object keys must be unique";

    private readonly bool _constant = value is ConstNode;

    public override bool Run(Frame frame)
    {
        if (value.Eval(frame) is not { } result)
        {
            return false;
        }

        if (frame.Result is null)
        {
            frame.Result = result;
            return _constant;
        }

        return frame.Result.Equals(result)
            ? false
            : throw EvalContext.Conflict(at, conflict);
    }
}

internal sealed class EmitMemberOp(Node member) : Op
{
    public override bool Run(Frame frame)
    {
        if (member.Eval(frame) is { } value && ((HashSet<RegoValue>)frame.Collector!).Add(value))
        {
            frame.Context.Charge(1);
        }

        return false;
    }
}

internal sealed class EmitTreeOp(Node[] path, Node? member, Node? value, Location at) : Op
{
    public override bool Run(Frame frame)
    {
        var target = (TreeTarget)frame.Collector!;
        var keys = new RegoValue[target.Prefix.Count + path.Length];
        target.Prefix.CopyTo(keys);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i].Eval(frame) is not { } key)
            {
                return false;
            }

            keys[target.Prefix.Count + i] = key;
        }

        if ((member ?? value!).Eval(frame) is not { } result)
        {
            return false;
        }

        frame.Context.Charge(1);
        if (member is not null)
        {
            target.Tree.AddMember(keys, result, at);
        }
        else
        {
            target.Tree.AddLeaf(keys, result, at);
        }

        return false;
    }
}

internal sealed class EmitArrayOp(Node value, int temp) : Op
{
    public override bool Run(Frame frame)
    {
        if (value.Eval(frame) is { } result)
        {
            frame.Context.Charge(1);
            ((List<RegoValue>)frame.Temps[temp]!).Add(result);
        }

        return false;
    }
}

internal sealed class EmitSetOp(Node value, int temp) : Op
{
    public override bool Run(Frame frame)
    {
        if (value.Eval(frame) is { } result && ((HashSet<RegoValue>)frame.Temps[temp]!).Add(result))
        {
            frame.Context.Charge(1);
        }

        return false;
    }
}

internal sealed class EmitPairOp(Node key, Node value, int temp, Location at) : Op
{
    public override bool Run(Frame frame)
    {
        if (key.Eval(frame) is not { } name || value.Eval(frame) is not { } result)
        {
            return false;
        }

        var pairs = (Dictionary<RegoValue, RegoValue>)frame.Temps[temp]!;
        if (pairs.TryAdd(name, result))
        {
            frame.Context.Charge(1);
            return false;
        }

        return pairs[name].Equals(result) ? false : throw EvalContext.Conflict(at, "object keys must be unique");
    }
}

/// <summary>Keeps the first value of a template's part.</summary>
internal sealed class EmitSlotOp(Node value, int slot) : Op
{
    public override bool Run(Frame frame)
    {
        frame.Slots[slot] = value.Eval(frame);
        return frame.Slots[slot] is not null;
    }
}

/// <summary>Keeps a solution of a query.</summary>
internal sealed class EmitSolutionOp(int[] variables, Node?[] expressions) : Op
{
    public override bool Run(Frame frame)
    {
        if (frame.Collector is not List<RegoValue[]> rows)
        {
            frame.Result = expressions[^1]?.Eval(frame) ?? BooleanValue.True;
            return true;
        }

        var solution = new RegoValue[variables.Length + expressions.Length];
        for (var i = 0; i < variables.Length; i++)
        {
            solution[i] = frame.Context.Read(frame.Slots[variables[i]]) ?? NullValue.Instance;
        }

        for (var i = 0; i < expressions.Length; i++)
        {
            solution[variables.Length + i] = expressions[i]?.Eval(frame) ?? BooleanValue.True;
        }

        rows.Add(solution);
        frame.Context.Charge(solution.Length);
        return false;
    }
}
