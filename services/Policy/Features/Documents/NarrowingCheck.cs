using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>A field by which a document would allow more than the scopes above it do.</summary>
/// <param name="Path">The field, such as <c>connectors.gmail.permissions</c>.</param>
/// <param name="Parent">What the scopes above allow together.</param>
/// <param name="Child">What the document says.</param>
public sealed record WidenedField(string Path, JsonNode? Parent, JsonNode? Child);

/// <summary>Holds a document against everything the scopes above it say together, field by field.</summary>
internal static class NarrowingCheck
{
    private const string Anything = "approve";

    /// <param name="above">The active documents of all scopes above, highest first. Without any there is nothing to compare with.</param>
    public static IReadOnlyList<WidenedField> Compare(PolicyField domain, IReadOnlyList<JsonObject> above, JsonObject below)
    {
        if (above.Count == 0)
        {
            return [];
        }

        var parent = DocumentMerge.Merge(domain, above);
        var findings = new List<WidenedField>();
        CompareGroup("", domain, parent, below, new Inherited(domain.Name, parent), findings);
        return findings;
    }

    private static void CompareGroup(string path, PolicyField group, JsonObject? above, JsonObject below, Inherited inherited, List<WidenedField> findings)
    {
        foreach (var field in group.Members.Where(field => below[field.Name] is not null))
        {
            CompareValue(Join(path, field.Name), field, above?[field.Name], below[field.Name]!, inherited, findings);
        }
    }

    private static void CompareValue(string path, PolicyField field, JsonNode? above, JsonNode below, Inherited inherited, List<WidenedField> findings)
    {
        switch (field.Kind)
        {
            case FieldKind.Group:
                CompareGroup(path, field, above as JsonObject, (JsonObject)below, inherited, findings);
                break;
            case FieldKind.Map:
                foreach (var (name, value) in (JsonObject)below)
                {
                    CompareValue(Join(path, name), field.Members[0], (above as JsonObject)?[name], value!, inherited, findings);
                }

                break;
            default:
                var parent = inherited.ValueOf(path, below) ?? above ?? field.Assumed;
                if (parent is not null && Narrower.Widens(field, parent, below))
                {
                    findings.Add(new WidenedField(path, parent.DeepClone(), below.DeepClone()));
                }

                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Fields whose value above is written elsewhere: entries that fall back on a default, and the two other spellings.</summary>
    private sealed class Inherited(string domain, JsonObject parent)
    {
        public JsonNode? ValueOf(string path, JsonNode below) => (domain, path.Split('.', 2)) switch
        {
            ("actions", ["actions" or "action_overrides", var action]) => LevelOf(action),
            ("actions", ["autonomous"]) => Fields.List([.. Narrower.Texts(below).Where(action => LevelOf(action) == "autonomous")]),
            ("integrations", ["connectors", var rest]) when rest.EndsWith(".permissions", StringComparison.Ordinal) => PermissionOf(rest.Split('.')[0]),
            ("integrations", ["connector_overrides", var rest]) when rest.EndsWith(".permission", StringComparison.Ordinal) => PermissionOf(rest.Split('.')[0]),
            ("data", ["classification_overrides", var rest]) => parent["classification_overrides"]?[rest.Split('.')[0]]?["default"]
                ?? parent["default_classification"] ?? "internal",
            _ => null,
        };

        private string LevelOf(string action) => ScopeOpinions.NamedLevel(parent, action)
            ?? (parent[ScopeOpinions.Default] is { } level ? Narrower.Text(level) : Anything);

        private JsonNode PermissionOf(string connector) =>
            parent["connectors"]?[connector]?["permissions"] ?? parent["default_permissions"] ?? "read";
    }
}
