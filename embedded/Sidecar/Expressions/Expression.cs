using System.Text.Json;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>
/// A compiled expression in the subset of CEL that routing rules and trip conditions need: literals, field access,
/// <c>has()</c>, comparison, arithmetic, <c>&amp;&amp;</c>, <c>||</c>, <c>!</c>. Anything else is refused when compiled.
/// </summary>
/// <param name="evaluate">Gets the value of each variable by name.</param>
internal sealed class Expression(string text, Func<Func<string, object?>, object?> evaluate)
{
    public string Text { get; } = text;

    public static Expression Compile(string text, params string[] variables) =>
        new(text, new ExpressionParser(text, variables).Parse());

    /// <exception cref="ExpressionException">A field does not exist or the result is not boolean.</exception>
    public bool Test(Func<string, object?> variables) => evaluate(variables) is bool result
        ? result
        : throw new ExpressionException($"\"{Text}\" is not boolean");

    /// <summary>JSON scalars become CLR values, so that operators see one kind of number, text and boolean.</summary>
    public static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => element,
    };
}
