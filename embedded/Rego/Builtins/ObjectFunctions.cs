using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class ObjectFunctions
{
    private const string Keys = "one of {object, set, array}";

    public static IEnumerable<Builtin> All() =>
    [
        new("object.get", 3, Get),
        new("object.keys", 1, (c, a) => c.Object(a, 0, out var obj) ? SetValue.FromSorted(obj.Keys) : null),
        new("object.filter", 2, (c, a) => Select(c, a, keep: true)),
        new("object.remove", 2, (c, a) => Select(c, a, keep: false)),
        new("object.union", 2, (c, a) => c.Object(a, 0, out var x) && c.Object(a, 1, out var y) ? Union(x, y) : null),
        new("object.union_n", 1, UnionAll),
        new("object.subset", 2, Subset),
    ];

    public static RegoValue Union(RegoValue left, RegoValue right)
    {
        if (left is not ObjectValue a || right is not ObjectValue b)
        {
            return right;
        }

        var merged = new Dictionary<RegoValue, RegoValue>();
        for (var i = 0; i < a.Count; i++)
        {
            merged[a.Keys[i]] = a.Values[i];
        }

        for (var i = 0; i < b.Count; i++)
        {
            merged[b.Keys[i]] = merged.TryGetValue(b.Keys[i], out var own) ? Union(own, b.Values[i]) : b.Values[i];
        }

        return ObjectValue.From(merged);
    }

    private static RegoValue? Get(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var obj))
        {
            return null;
        }

        if (arguments[1] is not ArrayValue path)
        {
            return obj.Get(arguments[1]) ?? arguments[2];
        }

        RegoValue? value = obj;
        foreach (var step in path.Items)
        {
            value = value.Get(step);
            if (value is null)
            {
                return arguments[2];
            }
        }

        return value;
    }

    private static RegoValue? Select(CallContext call, RegoValue[] arguments, bool keep)
    {
        if (!call.Object(arguments, 0, out var obj))
        {
            return null;
        }

        RegoValue[]? keys = arguments[1] switch
        {
            ObjectValue other => other.Keys,
            ArrayValue array => array.Items,
            SetValue set => set.Items,
            _ => null,
        };
        if (keys is null)
        {
            return call.WrongType(2, Keys, arguments[1]);
        }

        var wanted = keys.ToHashSet();
        var indexes = Enumerable.Range(0, obj.Count).Where(i => wanted.Contains(obj.Keys[i]) == keep).ToArray();
        return ObjectValue.FromSorted(Array.ConvertAll(indexes, i => obj.Keys[i]), Array.ConvertAll(indexes, i => obj.Values[i]));
    }

    private static RegoValue? UnionAll(CallContext call, RegoValue[] arguments)
    {
        if (!call.Array(arguments, 0, out var array))
        {
            return null;
        }

        return Array.Find(array.Items, item => item is not ObjectValue) is { } stranger
            ? call.TypeError($"operand 1 must be array of objects but got array containing {stranger.TypeName}")
            : array.Items.Aggregate((RegoValue)ObjectValue.Empty, Union);
    }

    private static RegoValue? Subset(CallContext call, RegoValue[] arguments)
    {
        var (super, sub) = (arguments[0], arguments[1]);
        if ((super, sub) is (ObjectValue, ObjectValue) or (SetValue, SetValue) or (ArrayValue, ArrayValue))
        {
            return BooleanValue.Of(IsSubset(super, sub));
        }

        if (super is ArrayValue array && sub is SetValue set)
        {
            return BooleanValue.Of(Array.TrueForAll(set.Items, item => array.Items.Contains(item)));
        }

        return call.TypeError("both arguments object.subset must be of the same type or array and set");
    }

    private static bool IsSubset(RegoValue super, RegoValue sub) => (super, sub) switch
    {
        (ObjectValue a, ObjectValue b) => Enumerable.Range(0, b.Count).All(i => a.Get(b.Keys[i]) is { } own && IsSubset(own, b.Values[i])),
        (SetValue a, SetValue b) => Array.TrueForAll(b.Items, a.Contains),
        (ArrayValue a, ArrayValue b) => ContainsRun(a.Items, b.Items),
        _ => super.Equals(sub),
    };

    /// <summary>An array lies in another when it occurs there as a consecutive run.</summary>
    private static bool ContainsRun(RegoValue[] items, RegoValue[] run)
    {
        for (var start = 0; start + run.Length <= items.Length; start++)
        {
            if (Enumerable.Range(0, run.Length).All(i => IsSubset(items[start + i], run[i])))
            {
                return true;
            }
        }

        return false;
    }
}
