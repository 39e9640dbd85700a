using System.Collections;
using System.Text.Json;

namespace OpenClaw.Sidecar.Expressions;

/// <summary>
/// Values are null, bool, long, double, string, lists, maps and (unread) JSON objects. Fields and elements that do not
/// exist are errors, never "no match".
/// </summary>
internal static class ExpressionValues
{
    public static object? Field(object? target, string name) => target switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } map when map.TryGetProperty(name, out var value) => Expression.Plain(value),
        Dictionary<object, object?> map when map.TryGetValue(name, out var value) => value,
        JsonElement { ValueKind: not JsonValueKind.Object } element => Field(Expression.Plain(element), name),
        JsonElement or IDictionary => throw new ExpressionException($"no such key: {name}"),
        _ => throw new ExpressionException($"no such field: {name}"),
    };

    public static bool Has(object? target, string name) => target switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } map => map.TryGetProperty(name, out _),
        Dictionary<object, object?> map => map.ContainsKey(name),
        _ => throw new ExpressionException($"has(): {TypeOf(target)} has no fields"),
    };

    public static object? At(object? target, object? index) => (target, index) switch
    {
        (List<object?> list, long or double) => Item(list, Convert.ToDouble(index, System.Globalization.CultureInfo.InvariantCulture)),
        (JsonElement, string name) => Field(target, name),
        (Dictionary<object, object?> map, not null) => map.TryGetValue(index, out var value) ? value : throw new ExpressionException($"no such key: {index}"),
        _ => throw new ExpressionException($"no such overload: {TypeOf(target)}[{TypeOf(index)}]"),
    };

    private static object? Item(List<object?> list, double index) => double.IsInteger(index) && index >= 0 && index < list.Count ? list[(int)index]
        : throw new ExpressionException($"index out of bounds: {index}");

    /// <summary>A list's items, a map's keys.</summary>
    public static IReadOnlyList<object?> Items(object? target) => target switch
    {
        List<object?> list => list,
        JsonElement { ValueKind: JsonValueKind.Object } map => [.. map.EnumerateObject().Select(property => property.Name)],
        Dictionary<object, object?> map => [.. map.Keys],
        _ => throw new ExpressionException($"{TypeOf(target)} has no items"),
    };

    public static bool Contains(object? container, object? value) => Items(container).Any(item => Same(item, value));

    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        (double a, double b) => a == b,
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonElement or IDictionary, JsonElement or IDictionary) => SameMap(left, right),
        _ => left is not null && left.Equals(right),
    };

    private static bool SameMap(object left, object right)
    {
        var (names, others) = (Items(left), Items(right));
        return names.Count == others.Count && names.All(name => Contains(right, name) && Same(At(left, name), At(right, name)));
    }

    public static string TypeOf(object? value) => value switch
    {
        null => "null",
        bool => "bool",
        long => "int",
        double => "double",
        string => "string",
        List<object?> => "list",
        _ => "map",
    };
}
