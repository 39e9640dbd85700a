using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;
using OpenClaw.Policy.Features.Policies;

namespace OpenClaw.Policy.Features.Resolution;

/// <summary>One scope of a person and what is in force there.</summary>
public sealed record HierarchyEntry(PolicyScope Scope, string? ScopeId, Guid? PolicyId, string? Policy);

/// <summary>Where a value comes from.</summary>
public sealed record Provenance(PolicyScope Scope, Guid PolicyId, string Policy);

/// <summary>What all scopes say together about one domain.</summary>
/// <param name="Provenance">By field path: the scope that gave the value.</param>
public sealed record EffectiveDomain(
    string Domain, JsonObject EffectivePolicy, IReadOnlyList<HierarchyEntry> Hierarchy, IReadOnlyDictionary<string, Provenance> Provenance)
{
    /// <summary>Whether the enterprise has said anything; if not, everything the domain governs is refused.</summary>
    public bool IsGranted { get; init; }
}

/// <summary>The effective policies of a person.</summary>
public sealed record EffectivePolicies(string TenantId, string UserId, IReadOnlyList<EffectiveDomain> Domains);

/// <summary>Merges what is in force for a person and finds out who said what.</summary>
internal static class EffectivePolicyMaker
{
    public static EffectiveDomain Make(PolicyField domain, IReadOnlyList<PolicySlot> chain, IReadOnlyList<ActiveDocument> documents)
    {
        var contents = documents.Select(document => document.Document).ToList();
        var steps = Enumerable.Range(1, contents.Count).Select(count => Flatten(domain, DocumentMerge.Merge(domain, contents[..count]))).ToList();
        var merged = DocumentMerge.Merge(domain, contents);
        var origins = new SortedDictionary<string, Provenance>(StringComparer.Ordinal);
        foreach (var (path, value) in Flatten(domain, merged))
        {
            // The value stands since the last scope that changed it.
            var origin = steps.Count - 1;
            while (origin > 0 && steps[origin - 1].TryGetValue(path, out var before) && JsonNode.DeepEquals(before, value))
            {
                origin--;
            }

            origins[path] = new Provenance(documents[origin].Slot.Scope, documents[origin].PolicyId, documents[origin].Label);
        }

        return new EffectiveDomain(domain.Name, merged, Hierarchy(chain, documents), origins)
        {
            IsGranted = documents.Any(document => document.Slot.Scope == PolicyScope.Enterprise),
        };
    }

    private static HierarchyEntry[] Hierarchy(IReadOnlyList<PolicySlot> chain, IReadOnlyList<ActiveDocument> documents) =>
    [
        .. Enum.GetValues<PolicyScope>().Select(scope =>
        {
            var slot = chain.FirstOrDefault(entry => entry.Scope == scope);
            var document = documents.FirstOrDefault(entry => entry.Slot.Scope == scope);
            return new HierarchyEntry(scope, slot?.ScopeId, document?.PolicyId, document?.Label);
        }),
    ];

    private static Dictionary<string, JsonNode> Flatten(PolicyField domain, JsonObject document)
    {
        var values = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        Flatten("", domain, document, values);
        return values;
    }

    private static void Flatten(string path, PolicyField field, JsonNode value, Dictionary<string, JsonNode> values)
    {
        switch (field.Kind)
        {
            case FieldKind.Group:
                foreach (var member in field.Members.Where(member => value[member.Name] is not null))
                {
                    Flatten(Join(path, member.Name), member, value[member.Name]!, values);
                }

                break;
            case FieldKind.Map:
                foreach (var (name, entry) in (JsonObject)value)
                {
                    Flatten(Join(path, name), field.Members[0], entry!, values);
                }

                break;
            default:
                values[path] = value;
                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
