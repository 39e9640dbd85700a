using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Features.Policies;

/// <summary>Which way a field moved between two versions.</summary>
public enum FieldMove
{
    Narrower,
    Wider,
    Other,
}

/// <summary>A field that differs between two versions; a side that does not set it is absent.</summary>
public sealed record FieldDifference(string Path, JsonNode? Before, JsonNode? After, FieldMove Move);

/// <summary>What two versions of a document say differently, by field.</summary>
internal static class DocumentDifference
{
    public static IReadOnlyList<FieldDifference> Between(PolicyField domain, JsonObject before, JsonObject after)
    {
        var differences = new List<FieldDifference>();
        Compare("", domain, before, after, differences);
        return differences;
    }

    /// <summary>The same for the audit log.</summary>
    public static JsonArray ToJson(IEnumerable<FieldDifference> differences) => [.. differences.Select(difference => (JsonNode)new JsonObject
    {
        ["path"] = difference.Path,
        ["before"] = difference.Before?.DeepClone(),
        ["after"] = difference.After?.DeepClone(),
        ["move"] = Words.Of(difference.Move),
    })];

    private static void Compare(string path, PolicyField field, JsonNode? before, JsonNode? after, List<FieldDifference> differences)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        switch (field.Kind)
        {
            case FieldKind.Group:
                foreach (var member in field.Members)
                {
                    Compare(Join(path, member.Name), member, before?[member.Name], after?[member.Name], differences);
                }

                break;
            case FieldKind.Map:
                foreach (var name in Names(before).Union(Names(after)).Order(StringComparer.Ordinal))
                {
                    Compare(Join(path, name), field.Members[0], before?[name], after?[name], differences);
                }

                break;
            default:
                differences.Add(new FieldDifference(path, before?.DeepClone(), after?.DeepClone(), MoveOf(field, before ?? field.Assumed, after ?? field.Assumed)));
                break;
        }
    }

    private static FieldMove MoveOf(PolicyField field, JsonNode? before, JsonNode? after)
    {
        if (before is null || after is null)
        {
            // Without a value nothing limits the field.
            return field.Narrowing is Narrowing.Choice ? FieldMove.Other : before is null ? FieldMove.Narrower : FieldMove.Wider;
        }

        return (Narrower.Widens(field, before, after), Narrower.Widens(field, after, before)) switch
        {
            (true, false) => FieldMove.Wider,
            (false, true) => FieldMove.Narrower,
            _ => FieldMove.Other,
        };
    }

    private static IEnumerable<string> Names(JsonNode? map) => (map as JsonObject ?? []).Select(member => member.Key);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
