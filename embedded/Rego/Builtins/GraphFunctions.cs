using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class GraphFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        // The planner iterates walk itself; the function body is never called.
        new("walk", 1, (_, a) => a[0]) { IsRelation = true },
        new("graph.reachable", 2, Reachable),
        new("graph.reachable_paths", 2, ReachablePaths),
    ];

    private static RegoValue[] Edges(RegoValue? value) => (value as ArrayValue)?.Items ?? (value as SetValue)?.Items ?? [];

    private static RegoValue? Reachable(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var graph) || !call.Items(arguments, 1, "one of {array, set}", out var initial))
        {
            return null;
        }

        var reached = new HashSet<RegoValue>();
        var waiting = new Queue<RegoValue>(initial);
        while (waiting.TryDequeue(out var node))
        {
            call.Evaluation.Tick();
            if (graph.Get(node) is not { } edges || !reached.Add(node))
            {
                continue;
            }

            foreach (var next in Edges(edges))
            {
                waiting.Enqueue(next);
            }
        }

        return SetValue.From(reached);
    }

    private static RegoValue? ReachablePaths(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var graph) || !call.Items(arguments, 1, "one of {array, set}", out var initial))
        {
            return null;
        }

        var paths = new HashSet<RegoValue>();
        foreach (var root in initial)
        {
            if (graph.Get(root) is null)
            {
                continue;
            }

            Follow(call, graph, [root], paths);
        }

        return SetValue.From(paths);
    }

    /// <summary>Extends a path until it ends or meets itself.</summary>
    private static void Follow(CallContext call, ObjectValue graph, List<RegoValue> path, HashSet<RegoValue> paths)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        call.Evaluation.Charge(path.Count);
        var next = Edges(graph.Get(path[^1]));
        if (next.Length == 0)
        {
            paths.Add(new ArrayValue([.. path]));
            return;
        }

        foreach (var node in next)
        {
            if (path.Contains(node) || graph.Get(node) is null)
            {
                paths.Add(new ArrayValue([.. path]));
                continue;
            }

            path.Add(node);
            Follow(call, graph, path, paths);
            path.RemoveAt(path.Count - 1);
        }
    }
}
