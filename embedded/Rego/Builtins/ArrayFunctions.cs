using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class ArrayFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("array.concat", 2, (c, a) => c.Array(a, 0, out var x) && c.Array(a, 1, out var y) ? new ArrayValue([.. x.Items, .. y.Items]) : null),
        new("array.reverse", 1, (c, a) => c.Array(a, 0, out var x) ? new ArrayValue([.. x.Items.AsEnumerable().Reverse()]) : null),
        new("array.flatten", 1, (c, a) => c.Array(a, 0, out var x) ? new ArrayValue([.. x.Items.SelectMany(Flatten)]) : null),
        new("array.slice", 3, Slice),
    ];

    private static RegoValue[] Flatten(RegoValue value) => value is ArrayValue array ? array.Items : [value];

    private static RegoValue? Slice(CallContext call, RegoValue[] arguments)
    {
        if (!call.Array(arguments, 0, out var array) || !call.Integer(arguments, 1, out var from) || !call.Integer(arguments, 2, out var to))
        {
            return null;
        }

        from = Math.Max(from, 0);
        to = Math.Min(to, array.Count);
        return from >= to ? ArrayValue.Empty : new ArrayValue(array.Items[(int)from..(int)to]);
    }
}
