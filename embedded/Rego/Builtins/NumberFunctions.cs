using System.Globalization;
using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class NumberFunctions
{
    private const int ItemsPerCheck = 4096;

    private const int MaxShift = 1_000_000;

    public static IEnumerable<Builtin> All() =>
    [
        new("abs", 1, (c, a) => c.Number(a, 0, out var n) ? Abs(n) : null),
        new("round", 1, (c, a) => c.Number(a, 0, out var n) ? Round(n) : null),
        new("ceil", 1, (c, a) => c.Number(a, 0, out var n) ? Floor(n, up: true) : null),
        new("floor", 1, (c, a) => c.Number(a, 0, out var n) ? Floor(n, up: false) : null),
        new("format_int", 2, FormatInt),
        new("numbers.range", 2, (c, a) => Range(c, a, 1)),
        new("numbers.range_step", 3, RangeStep),
        new("rand.intn", 2, Random) { IsVolatile = true },
        new("bits.and", 2, (c, a) => c.Whole(a, 0, out var x) && c.Whole(a, 1, out var y) ? NumberValue.Of(x & y) : null),
        new("bits.or", 2, (c, a) => c.Whole(a, 0, out var x) && c.Whole(a, 1, out var y) ? NumberValue.Of(x | y) : null),
        new("bits.xor", 2, (c, a) => c.Whole(a, 0, out var x) && c.Whole(a, 1, out var y) ? NumberValue.Of(x ^ y) : null),
        new("bits.negate", 1, (c, a) => c.Whole(a, 0, out var x) ? NumberValue.Of(~x) : null),
        new("bits.lsh", 2, (c, a) => Shift(c, a, left: true)),
        new("bits.rsh", 2, (c, a) => Shift(c, a, left: false)),
    ];

    private static NumberValue Abs(NumberValue number)
    {
        if (number.Sign >= 0)
        {
            return number;
        }

        return number.IsInteger ? NumberValue.Of(BigInteger.Abs(number.ToBigInteger())) : NumberValue.Parse(number.ToString()[1..])!;
    }

    private static NumberValue Floor(NumberValue number, bool up)
    {
        if (number.IsInteger)
        {
            return number;
        }

        var (digits, exponent) = number.ToDecimal();
        var unit = BigInteger.Pow(10, -exponent);
        var floor = BigInteger.DivRem(digits, unit, out _) - (digits.Sign < 0 ? 1 : 0);
        return NumberValue.Of(up ? floor + 1 : floor);
    }

    /// <summary>Half away from zero.</summary>
    private static NumberValue Round(NumberValue number)
    {
        if (number.IsInteger)
        {
            return number;
        }

        var (digits, exponent) = number.ToDecimal();
        var unit = BigInteger.Pow(10, -exponent);
        var magnitude = ((BigInteger.Abs(digits) * 2) + unit) / (unit * 2);
        return NumberValue.Of(digits.Sign < 0 ? -magnitude : magnitude);
    }

    private static RegoValue? FormatInt(CallContext call, RegoValue[] arguments)
    {
        if (!call.Number(arguments, 0, out var number) || !call.Number(arguments, 1, out var radix))
        {
            return null;
        }

        if (!radix.TryGetLong(out var numberBase) || numberBase is not (2 or 8 or 10 or 16))
        {
            return call.TypeError("operand 2 must be one of {2, 8, 10, 16}");
        }

        var whole = Floor(number, up: number.Sign < 0).ToBigInteger();
        return Operands.Value(Digits(whole, (int)numberBase));
    }

    public static string Digits(BigInteger value, int radix)
    {
        if (radix == 10)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var digits = new System.Text.StringBuilder();
        for (var rest = BigInteger.Abs(value); ; rest /= radix)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
            if (rest < radix)
            {
                break;
            }
        }

        return (value.Sign < 0 ? "-" : "") + digits;
    }

    private static RegoValue? RangeStep(CallContext call, RegoValue[] arguments)
    {
        if (!call.Integer(arguments, 2, out var step))
        {
            return null;
        }

        return step <= 0 ? call.Fail("step must be a positive number above zero") : Range(call, arguments, step);
    }

    private static RegoValue? Range(CallContext call, RegoValue[] arguments, long step)
    {
        if (!call.Whole(arguments, 0, out var from) || !call.Whole(arguments, 1, out var to))
        {
            return null;
        }

        var count = (BigInteger.Abs(to - from) / step) + 1;
        call.Evaluation.Charge(count > long.MaxValue / 2 ? long.MaxValue / 2 : (long)count);
        if (count > Array.MaxLength)
        {
            return call.Fail("range is too long");
        }

        var items = new RegoValue[(int)count];
        for (var i = 0; i < items.Length; i++)
        {
            if (i % ItemsPerCheck == 0)
            {
                call.Check();
            }

            items[i] = NumberValue.Of(from + (from <= to ? step * i : -(step * i)));
        }

        return new ArrayValue(items);
    }

    private static RegoValue? Random(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out _) || !call.Integer(arguments, 1, out var bound))
        {
            return null;
        }

        return NumberValue.Of(bound == 0 ? 0 : System.Random.Shared.NextInt64(Math.Abs(bound)));
    }

    private static RegoValue? Shift(CallContext call, RegoValue[] arguments, bool left)
    {
        if (!call.Whole(arguments, 0, out var value) || !call.Whole(arguments, 1, out var by))
        {
            return null;
        }

        if (by.Sign < 0)
        {
            return call.TypeError("operand 2 must be an unsigned integer number but got a negative integer");
        }

        if (left && by > MaxShift)
        {
            return call.Fail("shift is too large");
        }

        return NumberValue.Of(left ? value << (int)by : value >> (int)BigInteger.Min(by, int.MaxValue));
    }
}
