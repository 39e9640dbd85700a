namespace OpenClaw.Sidecar.Expressions;

/// <summary>CEL's comprehensions over a list's items or a map's keys.</summary>
internal static class ExpressionMacros
{
    public static bool IsMacro(string name) => name is "all" or "exists" or "exists_one" or "filter" or "map";

    public static object Run(string name, IReadOnlyList<object?> items, Func<object?, object?> body) => name switch
    {
        "all" => Decide(items, body, decisive: false),
        "exists" => Decide(items, body, decisive: true),
        "exists_one" => items.Count(item => ExpressionOperators.Truth(body(item))) == 1,
        "filter" => items.Where(item => ExpressionOperators.Truth(body(item))).ToList(),
        _ => items.Select(body).ToList(),
    };

    /// <summary>One deciding item hides errors of the others, as the operators between them would.</summary>
    private static bool Decide(IReadOnlyList<object?> items, Func<object?, object?> body, bool decisive)
    {
        ExpressionException? failed = null;
        foreach (var item in items)
        {
            try
            {
                if (ExpressionOperators.Truth(body(item)) == decisive)
                {
                    return decisive;
                }
            }
            catch (ExpressionException error)
            {
                failed = error;
            }
        }
        return failed is null ? !decisive : throw failed;
    }
}
