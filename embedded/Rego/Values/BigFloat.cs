using System.Globalization;
using System.Numerics;

namespace OpenClaw.Rego.Values;

/// <summary>
/// A binary floating-point number with a 64-bit mantissa, the width in which OPA computes fractions. A double would
/// show other digits (0.1 + 0.2 is 0.3 here).
/// </summary>
internal readonly record struct BigFloat(BigInteger Mantissa, int Exponent)
{
    private const int Precision = 64;

    public bool IsInteger => Exponent >= 0 || Mantissa.IsZero;

    public static BigFloat From(NumberValue number)
    {
        var (digits, exponent) = number.ToDecimal();
        return FromDecimal(digits, exponent);
    }

    public static BigFloat FromDecimal(BigInteger digits, int exponent) =>
        exponent >= 0 ? Round(digits * BigInteger.Pow(10, exponent), 0, false) : Divide(digits, BigInteger.Pow(10, -exponent), 0);

    public static BigFloat operator +(BigFloat left, BigFloat right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return Round((left.Mantissa << (left.Exponent - exponent)) + (right.Mantissa << (right.Exponent - exponent)), exponent, false);
    }

    public static BigFloat operator -(BigFloat left, BigFloat right) => left + right with { Mantissa = -right.Mantissa };

    public static BigFloat operator *(BigFloat left, BigFloat right) =>
        Round(left.Mantissa * right.Mantissa, left.Exponent + right.Exponent, false);

    public static BigFloat operator /(BigFloat left, BigFloat right) =>
        Divide(left.Mantissa, right.Mantissa, left.Exponent - right.Exponent);

    public BigInteger ToBigInteger() => Exponent >= 0 ? Mantissa << Exponent : Truncate();

    public NumberValue ToNumber()
    {
        if (IsInteger)
        {
            return NumberValue.Of(ToBigInteger());
        }

        var (digits, exponent) = Shortest();
        return NumberValue.Parse(Text(digits, exponent))!;
    }

    /// <summary>Go's %g with the shortest digits: an exponent from 10^6 and below 10^-4.</summary>
    private static string Text(BigInteger digits, int exponent)
    {
        var sign = digits.Sign < 0 ? "-" : "";
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture);
        var magnitude = text.Length + exponent - 1;
        if (magnitude is >= -4 and < 6)
        {
            return DecimalText.Write(digits, exponent);
        }

        var fraction = text.Length > 1 ? "." + text[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{text[0]}{fraction}e{(magnitude < 0 ? '-' : '+')}{Math.Abs(magnitude):00}");
    }

    private BigInteger Truncate() => BigInteger.Abs(Mantissa) >> -Exponent is var whole && Mantissa.Sign < 0 ? -whole : whole;

    private (BigInteger Digits, int Exponent) Shortest()
    {
        // Exactly: mantissa / 2^n = mantissa * 5^n / 10^n.
        var exact = Mantissa * BigInteger.Pow(5, -Exponent);
        var length = BigInteger.Abs(exact).ToString(CultureInfo.InvariantCulture).Length;
        for (var keep = 1; keep < length; keep++)
        {
            var drop = length - keep;
            var unit = BigInteger.Pow(10, drop);
            var rounded = RoundHalfEven(exact, unit);
            if (FromDecimal(rounded, Exponent + drop) == this)
            {
                return (rounded, Exponent + drop);
            }
        }

        return (exact, Exponent);
    }

    private static BigInteger RoundHalfEven(BigInteger value, BigInteger unit)
    {
        var quotient = BigInteger.DivRem(BigInteger.Abs(value), unit, out var rest);
        var order = (rest * 2).CompareTo(unit);
        quotient += order > 0 || (order == 0 && !quotient.IsEven) ? 1 : 0;
        return value.Sign < 0 ? -quotient : quotient;
    }

    private static BigFloat Divide(BigInteger numerator, BigInteger denominator, int exponent)
    {
        var shift = (int)Math.Max(0, Precision + 2 + (long)denominator.GetBitLength() - (long)numerator.GetBitLength());
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator) << shift, BigInteger.Abs(denominator), out var rest);
        return Round(numerator.Sign * denominator.Sign < 0 ? -quotient : quotient, exponent - shift, !rest.IsZero);
    }

    private static BigFloat Round(BigInteger value, int exponent, bool more)
    {
        if (value.IsZero)
        {
            return new(0, 0);
        }

        var magnitude = BigInteger.Abs(value);
        var excess = (int)magnitude.GetBitLength() - Precision;
        if (excess > 0)
        {
            var rest = magnitude & ((BigInteger.One << excess) - 1);
            var half = BigInteger.One << (excess - 1);
            magnitude >>= excess;
            exponent += excess;
            if (rest > half || (rest == half && (more || !magnitude.IsEven)))
            {
                magnitude += 1;
            }
        }

        // One form per value, so that record equality is numeric equality.
        while (magnitude.IsEven)
        {
            magnitude >>= 1;
            exponent++;
        }

        return new(value.Sign < 0 ? -magnitude : magnitude, exponent);
    }
}
