namespace OpenClaw.Sidecar.Expressions;

/// <summary>Operators by CEL's rules: whole numbers and doubles compare with each other but do not mix in arithmetic.</summary>
internal static class ExpressionOperators
{
    public static bool Truth(object? value) => value is bool truth ? truth : throw new ExpressionException("a condition is not boolean");

    /// <summary>
    /// <c>||</c> with true as the decisive value, <c>&amp;&amp;</c> with false: a side that decides hides an error of the other one.
    /// </summary>
    public static object Either(Func<object?> first, Func<object?> second, bool decisive)
    {
        try
        {
            if (Truth(first()) == decisive)
            {
                return decisive;
            }
        }
        catch (ExpressionException) when (Decides(second, decisive))
        {
            return decisive;
        }
        return Truth(second());
    }

    private static bool Decides(Func<object?> side, bool decisive)
    {
        try
        {
            return side() is bool truth && truth == decisive;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    public static object Compare(string sign, object? left, object? right) => sign switch
    {
        "==" => ExpressionValues.Same(left, right),
        "!=" => !ExpressionValues.Same(left, right),
        "in" => ExpressionValues.Contains(right, left),
        _ => Order(sign, left, right) is { } order && sign switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        },
    };

    public static object Calculate(string sign, object? left, object? right)
    {
        try
        {
            return (sign, left, right) switch
            {
                ("+", string a, string b) => a + b,
                ("+", List<object?> a, List<object?> b) => (List<object?>)[.. a, .. b],
                (_, long a, long b) => Whole(sign, a, b),
                ("+", double a, double b) => a + b,
                ("-", double a, double b) => a - b,
                ("*", double a, double b) => a * b,
                ("/", double a, double b) => a / b,
                _ => throw NoOverload(sign, left, right),
            };
        }
        catch (OverflowException error)
        {
            throw new ExpressionException($"{sign}: {error.Message}");
        }
    }

    public static object Negate(object? value) => value switch
    {
        long number when number != long.MinValue => (object)-number,
        double number => -number,
        _ => throw new ExpressionException("- needs a number"),
    };

    private static long Whole(string sign, long a, long b) => sign switch
    {
        "+" => checked(a + b),
        "-" => checked(a - b),
        "*" => checked(a * b),
        _ when b == 0 => throw new ExpressionException(sign == "/" ? "division by zero" : "modulus by zero"),
        "/" => checked(a / b),
        _ => b == -1 ? 0 : a % b,
    };

    private static int? Order(string sign, object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (long a, long b) => a.CompareTo(b),
        // Anything with NaN is false.
        (long or double, long or double) => Real(left) is var a && Real(right) is var b && (double.IsNaN(a) || double.IsNaN(b)) ? null : a.CompareTo(b),
        _ => throw NoOverload(sign, left, right),
    };

    private static double Real(object value) => value is long whole ? whole : (double)value;

    private static ExpressionException NoOverload(string sign, object? left, object? right) =>
        new($"no such overload: {ExpressionValues.TypeOf(left)} {sign} {ExpressionValues.TypeOf(right)}");
}
