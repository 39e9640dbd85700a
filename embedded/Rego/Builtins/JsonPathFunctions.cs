using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary><c>json.filter</c>, <c>json.remove</c> and <c>json.patch</c>.</summary>
internal static class JsonPathFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("json.filter", 2, Filter),
        new("json.remove", 2, Remove),
        new("json.patch", 2, (c, a) => c.Array(a, 1, out var patches) ? JsonPatch.Apply(a[0], patches) : null),
    ];

    /// <summary>Paths as a tree; a node without children keeps or removes everything below it.</summary>
    private sealed class PathTree
    {
        public Dictionary<RegoValue, PathTree> Children { get; } = [];

        public bool Ends { get; set; }
    }

    private static PathTree? Paths(CallContext call, RegoValue[] arguments)
    {
        if (!call.Items(arguments, 1, "one of {set, array}", out var paths))
        {
            return null;
        }

        var root = new PathTree();
        foreach (var path in paths)
        {
            if (JsonPatch.Segments(path) is not { } segments)
            {
                call.TypeError($"operand 2 must be one of {{set, array}} containing string paths or array of path segments but got {path.TypeName}");
                return null;
            }

            var node = root;
            foreach (var segment in segments)
            {
                if (!node.Children.TryGetValue(segment, out var child))
                {
                    node.Children.Add(segment, child = new PathTree());
                }

                node = child;
            }

            node.Ends = true;
        }

        return root;
    }

    private static RegoValue? Filter(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var obj) || Paths(call, arguments) is not { } paths)
        {
            return null;
        }

        return paths.Ends ? obj : Keep(obj, paths) ?? ObjectValue.Empty;
    }

    private static RegoValue? Remove(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var obj) || Paths(call, arguments) is not { } paths)
        {
            return null;
        }

        return paths.Ends ? ObjectValue.Empty : Drop(obj, paths);
    }

    private static void Child(PathTree paths, RegoValue key, int index, out PathTree? child)
    {
        if (!paths.Children.TryGetValue(key, out child) && index >= 0)
        {
            paths.Children.TryGetValue(new StringValue(index.ToString(System.Globalization.CultureInfo.InvariantCulture)), out child);
        }
    }

    private static RegoValue? Keep(RegoValue value, PathTree paths)
    {
        switch (value)
        {
            case ObjectValue obj:
                var pairs = new List<KeyValuePair<RegoValue, RegoValue>>();
                for (var i = 0; i < obj.Count; i++)
                {
                    Child(paths, obj.Keys[i], -1, out var child);
                    if (child is not null && (child.Ends ? obj.Values[i] : Keep(obj.Values[i], child)) is { } kept)
                    {
                        pairs.Add(new(obj.Keys[i], kept));
                    }
                }

                return ObjectValue.From(pairs);
            case ArrayValue array:
                var items = new List<RegoValue>();
                for (var i = 0; i < array.Count; i++)
                {
                    Child(paths, NumberValue.Of(i), i, out var child);
                    if (child is not null && (child.Ends ? array.Items[i] : Keep(array.Items[i], child)) is { } kept)
                    {
                        items.Add(kept);
                    }
                }

                return new ArrayValue([.. items]);
            case SetValue set:
                return SetValue.From(set.Items.Where(item => paths.Children.TryGetValue(item, out _)));
            default:
                return value;
        }
    }

    private static RegoValue Drop(RegoValue value, PathTree paths)
    {
        switch (value)
        {
            case ObjectValue obj:
                var pairs = new List<KeyValuePair<RegoValue, RegoValue>>();
                for (var i = 0; i < obj.Count; i++)
                {
                    Child(paths, obj.Keys[i], -1, out var child);
                    if (child is not { Ends: true })
                    {
                        pairs.Add(new(obj.Keys[i], child is null ? obj.Values[i] : Drop(obj.Values[i], child)));
                    }
                }

                return ObjectValue.From(pairs);
            case ArrayValue array:
                var items = new List<RegoValue>();
                for (var i = 0; i < array.Count; i++)
                {
                    Child(paths, NumberValue.Of(i), i, out var child);
                    if (child is not { Ends: true })
                    {
                        items.Add(child is null ? array.Items[i] : Drop(array.Items[i], child));
                    }
                }

                return new ArrayValue([.. items]);
            case SetValue set:
                return SetValue.From(set.Items.Where(item => !paths.Children.TryGetValue(item, out var child) || !child.Ends));
            default:
                return value;
        }
    }
}
