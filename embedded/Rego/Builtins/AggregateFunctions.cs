using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class AggregateFunctions
{
    private const string Collection = "one of {array, object, set, string}";

    public static IEnumerable<Builtin> All() =>
    [
        new("count", 1, Count),
        new("sum", 1, (c, a) => Fold(c, a, BigInteger.Zero, (x, y) => x + y, (x, y) => x + y)),
        new("product", 1, (c, a) => Fold(c, a, BigInteger.One, (x, y) => x * y, (x, y) => x * y)),
        new("max", 1, (c, a) => Items(c, a) is { Length: > 0 } items ? items.Max() : null),
        new("min", 1, (c, a) => Items(c, a) is { Length: > 0 } items ? items.Min() : null),
        new("sort", 1, (c, a) => Items(c, a) is { } items ? new ArrayValue([.. items.Order()]) : null),
    ];

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
