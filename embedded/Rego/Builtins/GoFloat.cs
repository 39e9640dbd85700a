using System.Globalization;

namespace OpenClaw.Rego.Builtins;

/// <summary>Doubles as Go's fmt prints them.</summary>
internal static class GoFloat
{
    /// <summary>Without a precision, Go turns to exponents as if six digits had been asked for.</summary>
    private const int ShortestExponentFrom = 6;

    public static string? Format(double value, char verb, int? precision, bool plus, bool space)
    {
        var magnitude = Math.Abs(value);
        var text = verb switch
        {
            'f' or 'F' => magnitude.ToString("F" + (precision ?? 6), CultureInfo.InvariantCulture),
            'e' => Exponent(magnitude, precision ?? 6, 'e'),
            'E' => Exponent(magnitude, precision ?? 6, 'E'),
            'v' => General(magnitude, precision, ShortestExponentFrom, 'e'),
            'g' => General(magnitude, precision, precision is null ? ShortestExponentFrom : null, 'e'),
            'G' => General(magnitude, precision, precision is null ? ShortestExponentFrom : null, 'E'),
            _ => null,
        };
        return text is null ? null : (value < 0 || double.IsNegative(value) ? "-" : plus ? "+" : space ? " " : "") + text;
    }

    private static string Exponent(double value, int digits, char letter) =>
        Trim(value.ToString(letter + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>.NET writes three exponent digits, Go at least two.</summary>
    private static string Trim(string text)
    {
        var at = text.IndexOfAny(['e', 'E']);
        var exponent = text[(at + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(at + 2)] + exponent;
    }

    private static string General(double value, int? precision, int? threshold, char letter)
    {
        if (value == 0)
        {
            return "0";
        }

        var digits = precision is { } wanted ? Math.Max(wanted, 1) : (int?)null;
        var scientific = digits is { } count
            ? Exponent(value, count - 1, letter)
            : Shortest(value, letter);
        var at = scientific.IndexOf(letter, StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = scientific[..at];
        mantissa = mantissa.Contains('.', StringComparison.Ordinal) ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa;
        if (exponent < -4 || exponent >= (threshold ?? digits ?? ShortestExponentFrom))
        {
            return mantissa + scientific[at..];
        }

        var plain = mantissa.Replace(".", "", StringComparison.Ordinal);
        return Values.DecimalText.Write(System.Numerics.BigInteger.Parse(plain, CultureInfo.InvariantCulture), exponent - plain.Length + 1);
    }

    private static string Shortest(double value, char letter)
    {
        var number = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits <= 16; digits++)
        {
            number = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(number, CultureInfo.InvariantCulture) == value)
            {
                break;
            }
        }

        return Trim(number).Replace('E', letter);
    }
}
