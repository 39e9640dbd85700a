using System.Text.Json;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>
/// A compiled CEL expression: literals, lists and maps, field access and indexes, operators with CEL's rules for numbers
/// and errors, <c>?:</c>, <c>in</c>, conversions, the text functions and the macros
/// <c>has</c>, <c>all</c>, <c>exists</c>, <c>exists_one</c>, <c>filter</c>, <c>map</c>. Anything else is refused when compiled.
/// </summary>
internal sealed class Expression
{
    private readonly Func<Scope, object?> _evaluate;

    private Expression(string text, Func<Scope, object?> evaluate) => (Text, _evaluate) = (text, evaluate);

    public string Text { get; }

    public static Expression Compile(string text, params string[] variables) => new(text, new ExpressionParser(text, variables).Parse());

    /// <exception cref="ExpressionException">A field does not exist, an operator does not fit its values, or the result is not boolean.</exception>
    public bool Test(Func<string, object?> variables) => _evaluate(new Scope(variables)) is bool result
        ? result
        : throw new ExpressionException($"\"{Text}\" is not boolean");

    /// <summary>JSON scalars become CLR values, so that operators see one kind of each; JSON numbers are doubles.</summary>
    public static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        _ => element,
    };
}
