using System.Numerics;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class UnitFunctions
{
    private const int MaxExponent = 10_000;
    private const string Decimals = "kmgtpe";

    public static IEnumerable<Builtin> All() =>
    [
        new("units.parse", 1, (c, a) => c.Text(a, 0, out var text) ? Parse(c, text) : null),
        new("units.parse_bytes", 1, (c, a) => c.Text(a, 0, out var text) ? ParseBytes(c, text) : null),
    ];

    private static RegoValue? Parse(CallContext call, string text)
    {
        if (Split(call, text, "") is not { } parts)
        {
            return null;
        }

        // Only "m" alone is case-sensitive: milli, where "M" is mega.
        if (parts.Unit == "m")
        {
            return Scale(call, parts.Amount, BigInteger.One, 1000, "");
        }

        var unit = parts.Unit.ToLowerInvariant();
        return Factor(unit) is { } factor ? Scale(call, parts.Amount, factor, 1, "") : call.Fail($"unit {parts.Unit} not recognized");
    }

    private static RegoValue? ParseBytes(CallContext call, string text)
    {
        if (Split(call, text, "byte ") is not { } parts)
        {
            return null;
        }

        var unit = parts.Unit.ToLowerInvariant();
        unit = unit.EndsWith('b') ? unit[..^1] : unit;
        return Factor(unit) is { } factor
            ? Scale(call, parts.Amount, factor, 1, "byte ") is NumberValue number ? NumberValue.Of(number.IsInteger ? number.ToBigInteger() : BigFloat.From(number).ToBigInteger()) : null
            : call.Fail($"byte unit {parts.Unit} not recognized");
    }

    private static (string Amount, string Unit)? Split(CallContext call, string text, string what)
    {
        text = text.Replace("\"", "", StringComparison.Ordinal);
        if (text.Contains(' ', StringComparison.Ordinal))
        {
            call.Fail("spaces not allowed in resource strings");
            return null;
        }

        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '+' or '-'
            || (text[end] is 'e' or 'E' && end > 0 && end + 1 < text.Length && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] is '+' or '-'))))
        {
            end++;
        }

        if (end == 0)
        {
            call.Fail($"no {what}amount provided");
            return null;
        }

        return (text[..end], text[end..]);
    }

    private static BigInteger? Factor(string unit)
    {
        if (unit.Length == 0)
        {
            return BigInteger.One;
        }

        var power = Decimals.IndexOf(unit[0], StringComparison.Ordinal) + 1;
        return (power, unit.Length, unit[^1]) switch
        {
            ( > 0, 1, _) => BigInteger.Pow(1000, power),
            ( > 0, 2, 'i') => BigInteger.Pow(1024, power),
            _ => null,
        };
    }

    private static RegoValue? Scale(CallContext call, string amount, BigInteger factor, int divisor, string what)
    {
        var e = amount.IndexOfAny(['e', 'E']);
        if (e > 0 && (amount.Length - e > 8 || (int.TryParse(amount.AsSpan(e + 1), out var exponent) && Math.Abs(exponent) > MaxExponent)))
        {
            return call.Fail("exponent too large");
        }

        if (NumberText.Read(amount) is not { } number)
        {
            return call.Fail($"could not parse {what}amount to a number");
        }

        var (digits, power) = number.ToDecimal();
        var numerator = digits * factor;
        (numerator, power) = DecimalText.Trim(numerator, divisor == 1000 ? power - 3 : power);
        return NumberValue.Parse(DecimalText.Write(numerator, power));
    }
}
