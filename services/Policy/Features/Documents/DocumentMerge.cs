using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>
/// What several scopes say together, highest first (spec/policy.md 6). The rules never see a merged document: they ask every
/// scope. This is the same answer as one document, for people and for the check whether a new document narrows.
/// </summary>
internal static class DocumentMerge
{
    /// <param name="documents">Documents of one domain by descending authority; the first one grants, the others narrow.</param>
    public static JsonObject Merge(PolicyField domain, IReadOnlyList<JsonObject> documents)
    {
        if (documents.Count == 0)
        {
            return [];
        }

        var opinions = ScopeOpinions.Spell(domain, documents);
        return opinions.Skip(1).Aggregate(opinions[0], (above, below) => MergeGroup(domain, above, below));
    }

    private static JsonObject MergeGroup(PolicyField group, JsonObject above, JsonObject below) => new(group.Members
        .Select(field => KeyValuePair.Create(field.Name, MergeValue(field, above[field.Name], below[field.Name])))
        .Where(member => member.Value is not null));

    private static JsonObject MergeMap(PolicyField map, JsonObject above, JsonObject below) => new(above
        .Select(member => member.Key)
        .Union(below.Select(member => member.Key))
        .Order(StringComparer.Ordinal)
        .Select(name => KeyValuePair.Create(name, MergeValue(map.Members[0], above[name], below[name])))
        .Where(member => member.Value is not null));

    private static JsonNode? MergeValue(PolicyField field, JsonNode? above, JsonNode? below)
    {
        if (below is null)
        {
            return above?.DeepClone();
        }

        return field.Kind switch
        {
            FieldKind.Group => MergeGroup(field, above as JsonObject ?? [], (JsonObject)below),
            FieldKind.Map => MergeMap(field, above as JsonObject ?? [], (JsonObject)below),

            // What no scope above set is what was assumed there, not nothing.
            _ => (above ?? field.Assumed) is { } value ? Narrower.Of(field, value, below) : below.DeepClone(),
        };
    }
}
