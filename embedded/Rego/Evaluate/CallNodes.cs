using OpenClaw.Rego.Builtins;
using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Syntax;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>A call of a built-in or user function; a <c>with</c> may have replaced either.</summary>
internal sealed class CallNode(Builtin? builtin, DocNode? function, Node[] arguments, Location at) : Node
{
    private readonly string _name = builtin?.Name ?? function!.PathText;

    public override RegoValue? Eval(Frame frame)
    {
        // Functions keep nothing of the array itself, so that the next call can have it. After an exception it is left behind.
        var context = frame.Context;
        var values = context.RentArguments(arguments.Length);
        var result = Arguments(frame, values) ? Invoke(context, values) : null;
        context.ReturnArguments(values);
        return result;
    }

    private bool Arguments(Frame frame, RegoValue[] values)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Eval(frame) is not { } value)
            {
                return false;
            }

            values[i] = value;
        }

        return true;
    }

    private RegoValue? Invoke(EvalContext context, RegoValue[] values)
    {
        if (context.World.Functions is { } replaced && replaced.TryGetValue(_name, out var replacement))
        {
            return Replaced(context, replacement, values);
        }

        return builtin is not null ? context.Calls.Invoke(builtin, values, at) : RuleRunner.Call(context, function!, values);
    }

    private RegoValue? Replaced(EvalContext context, FunctionReplacement replacement, RegoValue[] values)
    {
        if (replacement.Value is not null)
        {
            return replacement.Value;
        }

        // Inside the replacement the original is reachable again.
        var outer = context.World;
        var functions = new Dictionary<string, FunctionReplacement>(outer.Functions!);
        functions.Remove(_name);
        context.World = outer.WithFunctions(functions);
        var result = replacement.Builtin is { } other ? context.Calls.Invoke(other, values, at) : RuleRunner.Call(context, replacement.Function!, values);
        context.World = outer;
        return result;
    }
}

/// <summary>A comparison, the commonest call, without an argument array.</summary>
internal sealed class CompareNode(string name, Node left, Node right) : Node
{
    private readonly (bool Less, bool Equal, bool Greater) _holds = name switch
    {
        "lt" => (true, false, false),
        "lte" => (true, true, false),
        "gt" => (false, false, true),
        "gte" => (false, true, true),
        "neq" => (true, false, true),
        _ => (false, true, false),
    };

    private readonly bool _equality = name is "neq" or "equal";

    public override RegoValue? Eval(Frame frame)
    {
        if (left.Eval(frame) is not { } a || right.Eval(frame) is not { } b)
        {
            return null;
        }

        var order = _equality ? (a.Equals(b) ? 0 : 1) : a.CompareTo(b);
        return BooleanValue.Of(order < 0 ? _holds.Less : order == 0 ? _holds.Equal : _holds.Greater);
    }
}
