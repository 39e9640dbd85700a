namespace OpenClaw.Sidecar.Expressions;

/// <summary>Operators over CLR values; numbers are doubles, except that division of whole numbers stays whole as in CEL.</summary>
internal static class ExpressionOperators
{
    public static object Compare(string sign, object? left, object? right) => sign switch
    {
        "==" => Same(left, right),
        "!=" => !Same(left, right),
        _ => Order(left, right) is var order && sign switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        },
    };

    public static object Calculate(string sign, object? left, object? right)
    {
        if (sign == "+" && left is string first && right is string second)
        {
            return first + second;
        }
        var (a, b) = (Number(left), Number(right));
        return sign switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => b == 0 ? throw new ExpressionException("division by zero") : double.IsInteger(a) && double.IsInteger(b) ? Math.Truncate(a / b) : a / b,
            _ => b == 0 ? throw new ExpressionException("division by zero") : a % b,
        };
    }

    private static bool Same(object? left, object? right) => left is null || right is null ? left is null && right is null
        : left.GetType() == right.GetType() && left.Equals(right);

    private static int Order(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => Number(left).CompareTo(Number(right)),
    };

    private static double Number(object? value) => value is double number ? number : throw new ExpressionException("a number is expected");
}
