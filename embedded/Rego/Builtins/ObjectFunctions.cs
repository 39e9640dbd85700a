using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class ObjectFunctions
{
    private const int FewKeys = 8;
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

        return b.Count == 0 ? a : a.Count == 0 ? b : Merge(a, b);
    }

    /// <summary>Both are sorted, so one pass over both is.</summary>
    private static ObjectValue Merge(ObjectValue a, ObjectValue b)
    {
        var (keys, values) = (new RegoValue[a.Count + b.Count], new RegoValue[a.Count + b.Count]);
        var (left, right, count) = (0, 0, 0);
        while (left < a.Count || right < b.Count)
        {
            var order = left == a.Count ? 1 : right == b.Count ? -1 : a.Keys[left].CompareTo(b.Keys[right]);
            keys[count] = order <= 0 ? a.Keys[left] : b.Keys[right];
            values[count++] = order == 0 ? Union(a.Values[left], b.Values[right]) : order < 0 ? a.Values[left] : b.Values[right];
            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
        }

        Array.Resize(ref keys, count);
        Array.Resize(ref values, count);
        return ObjectValue.FromSorted(keys, values);
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

        return Select(obj, keys, keep);
    }

    private static ObjectValue Select(ObjectValue obj, RegoValue[] keys, bool keep)
    {
        var wanted = keys.Length > FewKeys ? keys.ToHashSet() : null;
        var (names, values) = (new RegoValue[obj.Count], new RegoValue[obj.Count]);
        var count = 0;
        for (var i = 0; i < obj.Count; i++)
        {
            if ((wanted?.Contains(obj.Keys[i]) ?? Array.IndexOf(keys, obj.Keys[i]) >= 0) == keep)
            {
                (names[count], values[count++]) = (obj.Keys[i], obj.Values[i]);
            }
        }

        if (count == obj.Count)
        {
            return obj;
        }

        Array.Resize(ref names, count);
        Array.Resize(ref values, count);
        return ObjectValue.FromSorted(names, values);
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
