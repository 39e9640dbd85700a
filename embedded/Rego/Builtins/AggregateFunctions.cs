using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class AggregateFunctions
{
    private const int FewItems = 16;
    private const string Collection = "one of {array, object, set, string}";

    public static IEnumerable<Builtin> All() =>
    [
        new("count", 1, Count),
        new("sum", 1, (c, a) => Fold(c, a, BigInteger.Zero, (x, y) => x + y, (x, y) => x + y)),
        new("product", 1, (c, a) => Fold(c, a, BigInteger.One, (x, y) => x * y, (x, y) => x * y)),
        new("max", 1, (c, a) => Items(c, a) is { Length: > 0 } items ? Outermost(items, 1) : null),
        new("min", 1, (c, a) => Items(c, a) is { Length: > 0 } items ? Outermost(items, -1) : null),
        new("sort", 1, (c, a) => Items(c, a) is { } items ? Sorted(items) : null),
    ];

    private static RegoValue Outermost(RegoValue[] items, int sign)
    {
        var best = items[0];
        foreach (var item in items)
        {
            best = Math.Sign(item.CompareTo(best)) == sign ? item : best;
        }

        return best;
    }

    /// <summary>Stable, because equal numbers may be written differently; short arrays, the usual ones, are sorted in place.</summary>
    private static ArrayValue Sorted(RegoValue[] items)
    {
        if (items.Length > FewItems)
        {
            return new ArrayValue([.. items.Order()]);
        }

        var sorted = items.Length == 0 ? items : (RegoValue[])items.Clone();
        for (var i = 1; i < sorted.Length; i++)
        {
            var item = sorted[i];
            var at = i;
            for (; at > 0 && sorted[at - 1].CompareTo(item) > 0; at--)
            {
                sorted[at] = sorted[at - 1];
            }

            sorted[at] = item;
        }

        return new ArrayValue(sorted);
    }

    private static RegoValue[]? Items(CallContext call, RegoValue[] arguments) =>
        call.Items(arguments, 0, "one of {set, array}", out var items) ? items : null;

    private static RegoValue? Count(CallContext call, RegoValue[] arguments) => arguments[0] switch
    {
        StringValue text => NumberValue.Of(text.Value.EnumerateRunes().Count()),
        ArrayValue or ObjectValue or SetValue => NumberValue.Of(arguments[0].Count),
        var other => call.WrongType(1, Collection, other),
    };

    private static RegoValue? Fold(CallContext call, RegoValue[] arguments, BigInteger seed, Func<BigInteger, BigInteger, BigInteger> whole, Func<BigFloat, BigFloat, BigFloat> fraction)
    {
        if (Items(call, arguments) is not { } items)
        {
            return null;
        }

        if (Array.Find(items, item => item is not NumberValue) is { } stranger)
        {
            return call.TypeError($"operand 1 must be {arguments[0].TypeName} of numbers but got {arguments[0].TypeName} containing {stranger.TypeName}");
        }

        if (Array.TrueForAll(items, item => ((NumberValue)item).IsInteger))
        {
            return NumberValue.Of(items.Aggregate(seed, (sum, item) => Step(call, whole(sum, ((NumberValue)item).ToBigInteger()))));
        }

        return items.Aggregate(BigFloat.FromDecimal(seed, 0), (sum, item) => Step(call, fraction(sum, BigFloat.From((NumberValue)item)))).ToNumber();
    }

    /// <summary>Products grow: each step may take longer than the one before.</summary>
    private static TNumber Step<TNumber>(CallContext call, TNumber number)
    {
        call.Check();
        return number;
    }
}
