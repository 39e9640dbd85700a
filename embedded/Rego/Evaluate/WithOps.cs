using OpenClaw.Rego.Compile;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Evaluate;

/// <summary>One replacement with the expression of its value.</summary>
internal sealed record WithTarget(ResolvedWith Clause, Node? Value);

/// <summary>Changes the world for the steps up to the matching <see cref="WithExitOp"/>.</summary>
internal sealed class WithEnterOp(WithTarget[] targets, int temp) : Op
{
    public override bool Run(Frame frame)
    {
        var context = frame.Context;
        var outer = context.World;
        var world = outer;
        foreach (var target in targets)
        {
            RegoValue? value = null;
            if (target.Value is not null && (value = target.Value.Eval(frame)) is null)
            {
                return false;
            }

            world = Apply(world, target.Clause, value);
        }

        var saved = frame.Temps[temp];
        frame.Temps[temp] = outer;
        context.World = world;
        var stop = Next.Run(frame);
        context.World = outer;
        frame.Temps[temp] = saved;
        return stop;
    }

    private static World Apply(World world, ResolvedWith clause, RegoValue? value)
    {
        switch (clause.Root)
        {
            case WithRoot.Input:
                return world.WithInput(Put(world.Input, clause.Path, value!));
            case WithRoot.Data:
                return world.WithData(Put(world.Data, clause.Path, value!), (world.Masks ?? new Mask()).Add(clause.Path));
            default:
                var functions = world.Functions is { } known ? new Dictionary<string, FunctionReplacement>(known) : [];
                functions[clause.FunctionName] = new FunctionReplacement(value, clause.ByBuiltin, clause.ByFunction);
                return world.WithFunctions(functions);
        }
    }

    /// <summary>A copy with the value at the path; what is no object on the way becomes one.</summary>
    private static RegoValue Put(RegoValue? root, ReadOnlySpan<RegoValue> path, RegoValue value)
    {
        if (path.IsEmpty)
        {
            return value;
        }

        var obj = root as ObjectValue ?? ObjectValue.Empty;
        return obj.With(path[0], Put(obj.Get(path[0]), path[1..], value));
    }
}

/// <summary>Continues in the outer world, and goes back into the changed one to look for further solutions.</summary>
internal sealed class WithExitOp(int temp) : Op
{
    public override bool Run(Frame frame)
    {
        var context = frame.Context;
        var inner = context.World;
        context.World = (World)frame.Temps[temp]!;
        var stop = Next.Run(frame);
        context.World = inner;
        return stop;
    }
}
