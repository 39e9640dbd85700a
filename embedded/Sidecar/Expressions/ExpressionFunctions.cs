using System.Globalization;
using System.Text.RegularExpressions;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>CEL's standard functions on texts, numbers and containers; methods get their receiver as the first argument.</summary>
internal static class ExpressionFunctions
{
    public static Func<object?[], object?>? Find(string name, int arguments, bool isMethod) => (name, arguments, isMethod) switch
    {
        ("size", 1, _) => static values => Size(values[0]),
        ("matches", 2, _) => static values => Matches(Text(values[0]), Text(values[1])),
        ("startsWith", 2, true) => static values => Text(values[0]).StartsWith(Text(values[1]), StringComparison.Ordinal),
        ("endsWith", 2, true) => static values => Text(values[0]).EndsWith(Text(values[1]), StringComparison.Ordinal),
        ("contains", 2, true) => static values => Text(values[0]).Contains(Text(values[1]), StringComparison.Ordinal),
        ("int" or "uint", 1, false) => static values => Whole(values[0]),
        ("double", 1, false) => static values => Real(values[0]),
        ("string", 1, false) => static values => Written(values[0]),
        ("bool", 1, false) => static values => Truth(values[0]),
        ("dyn", 1, false) => static values => values[0],
        ("type", 1, false) => static values => ExpressionValues.TypeOf(values[0]),
        _ => null,
    };

    /// <summary>A text's length counts characters, not UTF-16 units.</summary>
    private static object Size(object? value) => value is string text ? text.EnumerateRunes().LongCount() : (long)ExpressionValues.Items(value).Count;

    private static bool Matches(string text, string pattern)
    {
        try
        {
            // The linear engine: a pattern on untrusted text must not hold a subscription up. It needs no time limit and keeps none rightly (.NET 10).
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ExpressionException($"matches(): {error.Message}");
        }
    }

    private static object Whole(object? value) => value switch
    {
        long => value,
        double number when Math.Abs(number) < 9.2e18 => (long)Math.Truncate(number),
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new ExpressionException($"int(): {ExpressionValues.TypeOf(value)} is no whole number"),
    };

    private static object Real(object? value) => value switch
    {
        double => value,
        long number => (double)number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new ExpressionException($"double(): {ExpressionValues.TypeOf(value)} is no number"),
    };

    private static object Written(object? value) => value switch
    {
        string => value,
        bool truth => truth ? "true" : "false",
        long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new ExpressionException($"string(): {ExpressionValues.TypeOf(value)} has no text"),
    };

    private static object Truth(object? value) => value switch
    {
        bool => value,
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        _ => throw new ExpressionException($"bool(): {ExpressionValues.TypeOf(value)} is no truth"),
    };

    private static string Text(object? value) => value as string ?? throw new ExpressionException($"no such overload: a text is expected, not {ExpressionValues.TypeOf(value)}");
}
