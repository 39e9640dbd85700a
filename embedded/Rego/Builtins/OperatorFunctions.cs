using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

/// <summary>What infix operators call.</summary>
internal static class OperatorFunctions
{
    /// <summary>Some 300,000 digits: more would only serve to keep the processor busy.</summary>
    private const long MaxBits = 1_000_000;

    public static IEnumerable<Builtin> All() =>
    [
        new("plus", 2, (c, a) => Arithmetic(c, a, (x, y) => x + y, (x, y) => x + y)),
        new("minus", 2, Minus),
        new("mul", 2, (c, a) => Arithmetic(c, a, (x, y) => x * y, (x, y) => x * y)),
        new("div", 2, Divide),
        new("rem", 2, Remainder),
        new("equal", 2, (_, a) => BooleanValue.Of(a[0].Equals(a[1]))) { IsComparison = true },
        new("eq", 2, (_, a) => BooleanValue.Of(a[0].Equals(a[1]))),
        new("assign", 2, (_, a) => BooleanValue.Of(a[0].Equals(a[1]))),
        new("neq", 2, (_, a) => BooleanValue.Of(!a[0].Equals(a[1]))) { IsComparison = true },
        new("lt", 2, (_, a) => BooleanValue.Of(a[0].CompareTo(a[1]) < 0)) { IsComparison = true },
        new("lte", 2, (_, a) => BooleanValue.Of(a[0].CompareTo(a[1]) <= 0)) { IsComparison = true },
        new("gt", 2, (_, a) => BooleanValue.Of(a[0].CompareTo(a[1]) > 0)) { IsComparison = true },
        new("gte", 2, (_, a) => BooleanValue.Of(a[0].CompareTo(a[1]) >= 0)) { IsComparison = true },
        new("and", 2, (c, a) => c.Set(a, 0, out var x) && c.Set(a, 1, out var y) ? SetFunctions.Intersect(x, y) : null),
        new("or", 2, (c, a) => c.Set(a, 0, out var x) && c.Set(a, 1, out var y) ? SetValue.From(x.Items.Concat(y.Items)) : null),
        new("internal.member_2", 2, (_, a) => BooleanValue.Of(Members(a[1]).Contains(a[0]))),
        new("internal.member_3", 3, (_, a) => BooleanValue.Of(a[2].Get(a[0]) is { } value && value.Equals(a[1]))),
        new("internal.print", 1, Print),
    ];

    private static IEnumerable<RegoValue> Members(RegoValue collection) => collection switch
    {
        ArrayValue array => array.Items,
        SetValue set => set.Items,
        ObjectValue obj => obj.Values,
        _ => [],
    };

    private static BooleanValue Print(CallContext call, RegoValue[] arguments)
    {
        call.Options.Print?.Invoke(((StringValue)arguments[0]).Value);
        return BooleanValue.True;
    }

    private static RegoValue? Arithmetic(CallContext call, RegoValue[] arguments, Func<BigInteger, BigInteger, BigInteger> whole, Func<BigFloat, BigFloat, BigFloat> fraction)
    {
        if (!call.Number(arguments, 0, out var left) || !call.Number(arguments, 1, out var right))
        {
            return null;
        }

        if (left.Bits + right.Bits > MaxBits)
        {
            return call.Fail("number is too large");
        }

        return left.IsInteger && right.IsInteger
            ? NumberValue.Of(whole(left.ToBigInteger(), right.ToBigInteger()))
            : fraction(BigFloat.From(left), BigFloat.From(right)).ToNumber();
    }

    private static RegoValue? Minus(CallContext call, RegoValue[] arguments)
    {
        if (arguments[0] is SetValue set)
        {
            return call.Set(arguments, 1, out var other) ? SetFunctions.Subtract(set, other) : null;
        }

        if (arguments[0] is not NumberValue)
        {
            return call.WrongType(1, "one of {number, set}", arguments[0]);
        }

        return Arithmetic(call, arguments, (x, y) => x - y, (x, y) => x - y);
    }

    private static RegoValue? Divide(CallContext call, RegoValue[] arguments)
    {
        if (!call.Number(arguments, 0, out var left) || !call.Number(arguments, 1, out var right))
        {
            return null;
        }

        if (right.Sign == 0)
        {
            return call.Fail("divide by zero");
        }

        if (left.IsInteger && right.IsInteger)
        {
            var quotient = BigInteger.DivRem(left.ToBigInteger(), right.ToBigInteger(), out var rest);
            if (rest.IsZero)
            {
                return NumberValue.Of(quotient);
            }
        }

        return (BigFloat.From(left) / BigFloat.From(right)).ToNumber();
    }

    private static RegoValue? Remainder(CallContext call, RegoValue[] arguments)
    {
        if (!call.Number(arguments, 0, out var left) || !call.Number(arguments, 1, out var right))
        {
            return null;
        }

        if (!left.IsInteger || !right.IsInteger)
        {
            return call.Fail("modulo on floating-point number");
        }

        return right.Sign == 0
            ? call.Fail("modulo by zero")
            : NumberValue.Of(BigInteger.Remainder(left.ToBigInteger(), right.ToBigInteger()));
    }
}
