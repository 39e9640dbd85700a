using System.Globalization;
using System.Numerics;

namespace OpenClaw.Rego.Values;

/// <summary>Exact decimals as digits and a power of ten.</summary>
internal static class DecimalText
{
    /// <summary>Larger exponents would only serve to exhaust memory when such a number is expanded.</summary>
    private const int MaxExponent = 100_000;

    public static bool TryRead(ReadOnlySpan<char> text, out BigInteger digits, out int exponent)
    {
        digits = default;
        exponent = 0;
        var e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > MaxExponent)
            {
                return false;
            }

            text = text[..e];
        }

        var dot = text.IndexOf('.');
        if (dot >= 0)
        {
            exponent -= text.Length - dot - 1;
            text = string.Concat(text[..dot], text[(dot + 1)..]);
        }

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out digits);
    }

    public static (BigInteger Digits, int Exponent) Trim(BigInteger digits, int exponent)
    {
        if (digits.IsZero)
        {
            return (digits, 0);
        }

        // The number of zeros in binary: each power of ten with a power-of-two exponent is taken at most once.
        var powers = new List<BigInteger>();
        for (BigInteger power = 10; (digits % power).IsZero; power *= power)
        {
            powers.Add(power);
        }

        for (var i = powers.Count - 1; i >= 0; i--)
        {
            var quotient = BigInteger.DivRem(digits, powers[i], out var rest);
            if (rest.IsZero)
            {
                (digits, exponent) = (quotient, exponent + (1 << i));
            }
        }

        return (digits, exponent);
    }

    public static int Compare((BigInteger Digits, int Exponent) left, (BigInteger Digits, int Exponent) right)
    {
        if (left.Digits.Sign != right.Digits.Sign)
        {
            return left.Digits.Sign.CompareTo(right.Digits.Sign);
        }

        // Magnitudes first: aligning 1e100000 with 1 digit by digit would be wasteful.
        var a = Length(left.Digits) + left.Exponent;
        var b = Length(right.Digits) + right.Exponent;
        if (left.Digits.Sign != 0 && Math.Abs(a - b) > 1)
        {
            return left.Digits.Sign * a.CompareTo(b);
        }

        var shared = Math.Min(left.Exponent, right.Exponent);
        return (left.Digits * BigInteger.Pow(10, left.Exponent - shared))
            .CompareTo(right.Digits * BigInteger.Pow(10, right.Exponent - shared));
    }

    public static string Write(BigInteger digits, int exponent)
    {
        if (exponent >= 0)
        {
            return (digits * BigInteger.Pow(10, exponent)).ToString(CultureInfo.InvariantCulture);
        }

        var sign = digits.Sign < 0 ? "-" : "";
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(1 - exponent, '0');
        return $"{sign}{text[..^-exponent]}.{text[^-exponent..]}";
    }

    private static int Length(BigInteger digits) => digits.IsZero ? 0 : (int)Math.Floor(BigInteger.Log10(BigInteger.Abs(digits))) + 1;
}
