using System.Globalization;
using System.Numerics;
using System.Text;

namespace OpenClaw.Rego.Values;

/// <summary>
/// A number of any size: a 64-bit integer where it fits, otherwise <c>Digits * 10^Exponent</c> exactly as written.
/// </summary>
internal sealed class NumberValue : RegoValue
{
    private const int SmallMin = -128;
    private static readonly NumberValue[] Small = [.. Enumerable.Range(SmallMin, 1153).Select(value => new NumberValue(value, null))];

    private readonly string? _text;

    private NumberValue(long value, string? text)
    {
        IsLong = true;
        Long = value;
        _text = text;
    }

    private NumberValue(BigInteger digits, int exponent, string? text)
    {
        Digits = digits;
        Exponent = exponent;
        _text = text;
    }

    public static NumberValue Zero { get; } = Of(0);

    public static NumberValue One { get; } = Of(1);

    public override RegoKind Kind => RegoKind.Number;

    public bool IsLong { get; }

    public long Long { get; }

    /// <summary>Without trailing zeros; meaningful when the number is no 64-bit integer.</summary>
    private BigInteger Digits { get; }

    private int Exponent { get; }

    public bool IsInteger => IsLong || Exponent >= 0;

    /// <summary>How long the number is, written out in binary.</summary>
    public long Bits => IsLong ? 64 : (long)Digits.GetBitLength() + (Math.Abs((long)Exponent) * 4);

    public int Sign => IsLong ? Math.Sign(Long) : Digits.Sign;

    public static NumberValue Of(long value) =>
        value is >= SmallMin and < SmallMin + 1153 ? Small[value - SmallMin] : new(value, null);

    public static NumberValue Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : Normalize(value, 0, null);

    public static NumberValue Of(double value) => Parse(value.ToString("R", CultureInfo.InvariantCulture))!;

    /// <summary>Reads JSON number syntax; null when the text is none or its exponent is absurd.</summary>
    public static NumberValue? Parse(string text)
    {
        if (text.Length < 19 && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
        {
            return text[0] is '-' && small == 0 ? new(0, text) : Of(small);
        }

        if (!DecimalText.TryRead(text, out var digits, out var exponent))
        {
            return null;
        }

        return Normalize(digits, exponent, text);
    }

    public BigInteger ToBigInteger() => IsLong ? Long : Digits * BigInteger.Pow(10, Exponent);

    public (BigInteger Digits, int Exponent) ToDecimal() => IsLong ? (Long, 0) : (Digits, Exponent);

    public double ToDouble() => IsLong ? Long : double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>The integer if it fits into 64 bits.</summary>
    public bool TryGetLong(out long value)
    {
        value = Long;
        return IsLong;
    }

    /// <summary>True when the number was written as a plain integer (Go's json.Number.Int64 would read it).</summary>
    public bool IsPlainInteger => IsInteger && (_text is null || !_text.AsSpan().ContainsAny('.', 'e', 'E'));

    public override int GetHashCode() => IsLong ? Long.GetHashCode() : HashCode.Combine(Digits, Exponent);

    public override string ToString() =>
        _text ?? (IsLong ? Long.ToString(CultureInfo.InvariantCulture) : DecimalText.Write(Digits, Exponent));

    public override void WriteRego(StringBuilder text) => text.Append(ToString());

    protected override int CompareSameKind(RegoValue other)
    {
        var right = (NumberValue)other;
        return IsLong && right.IsLong ? Long.CompareTo(right.Long) : DecimalText.Compare(ToDecimal(), right.ToDecimal());
    }

    protected override bool EqualsSameKind(RegoValue other)
    {
        var right = (NumberValue)other;
        return IsLong == right.IsLong && (IsLong ? Long == right.Long : Exponent == right.Exponent && Digits == right.Digits);
    }

    private static NumberValue Normalize(BigInteger digits, int exponent, string? text)
    {
        (digits, exponent) = DecimalText.Trim(digits, exponent);
        if (exponent >= 0 && exponent < 20)
        {
            var whole = digits * BigInteger.Pow(10, exponent);
            if (whole >= long.MinValue && whole <= long.MaxValue)
            {
                return new((long)whole, text);
            }
        }

        return new(digits, exponent, text);
    }
}
