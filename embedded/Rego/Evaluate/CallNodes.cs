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
        var values = new RegoValue[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Eval(frame) is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        var context = frame.Context;
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
    private readonly Func<int, bool> _holds = name switch
    {
        "lt" => order => order < 0,
        "lte" => order => order <= 0,
        "gt" => order => order > 0,
        "gte" => order => order >= 0,
        "neq" => order => order != 0,
        _ => order => order == 0,
    };

    private readonly bool _equality = name is "neq" or "equal";

    public override RegoValue? Eval(Frame frame)
    {
        if (left.Eval(frame) is not { } a || right.Eval(frame) is not { } b)
        {
            return null;
        }

        return BooleanValue.Of(_holds(_equality ? (a.Equals(b) ? 0 : 1) : a.CompareTo(b)));
    }
}
