using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Rego.Conformance;

/// <summary>A text per JSON value that is equal exactly for equal values: members sorted, numbers as doubles.</summary>
public static class JsonText
{
    public static string Canonical(JsonNode? node, bool sortArrays, int depth = 0) => node switch
    {
        null => "null",
        JsonObject obj => "{" + string.Join(",", obj.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => JsonSerializer.Serialize(pair.Key) + ":" + Canonical(pair.Value, sortArrays, depth + 1))) + "}",
        JsonArray array => Items(array, sortArrays && depth == 1, depth),
        _ when node.GetValueKind() == JsonValueKind.Number => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    private static string Items(JsonArray array, bool sort, int depth)
    {
        // Members are compared as texts: both sides are brought into the same order, whichever it is.
        var items = array.Select(item => Canonical(item, false, depth + 1));
        return "[" + string.Join(",", sort ? items.Order(StringComparer.Ordinal) : items) + "]";
    }
}
