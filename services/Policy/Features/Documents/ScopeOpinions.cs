using System.Text.Json.Nodes;

namespace OpenClaw.Policy.Features.Documents;

/// <summary>
/// Spells out what a scope says about an action or a connector in whatever words it uses: by name, by list or by default. Two
/// scopes can then be compared entry by entry, as the rules do.
/// </summary>
internal static class ScopeOpinions
{
    public const string Default = "default_autonomy";
    private const string Actions = "actions";
    private const string Overrides = "action_overrides";
    private const string Autonomous = "autonomous";
    private const string DefaultPermissions = "default_permissions";
    private const string Connectors = "connectors";
    private const string ConnectorOverrides = "connector_overrides";

    public static IReadOnlyList<JsonObject> Spell(PolicyField domain, IReadOnlyList<JsonObject> documents) => domain.Name switch
    {
        "actions" => SpellAutonomy(documents),
        "integrations" => SpellPermissions(documents),
        _ => documents,
    };

    /// <summary>The strictest level that any document names for the action itself.</summary>
    public static string? NamedLevel(JsonObject document, string action)
    {
        var words = new[] { document[Actions]?[action], document[Overrides]?[action] }
            .Where(word => word is not null)
            .Select(word => Narrower.Text(word!))
            .ToList();
        return words.Count == 0 ? null : words.MaxBy(Ladders.StrictnessOf);
    }

    private static List<JsonObject> SpellAutonomy(IReadOnlyList<JsonObject> documents)
    {
        var names = documents.SelectMany(document => Names(document[Actions]).Concat(Names(document[Overrides])).Concat(List(document[Autonomous])))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();

        // Silence of the first is a word of its own, which no lower default may push aside.
        var inForce = documents.Select((document, index) => document[Default] is { } word ? Narrower.Text(word) : index == 0 ? "approve" : null)
            .OfType<string>().MaxBy(Ladders.StrictnessOf) ?? "approve";
        return [.. documents.Select((document, index) => SpellAutonomy(document, names, inForce, isFirst: index == 0))];
    }

    private static JsonObject SpellAutonomy(JsonObject document, List<string> names, string inForce, bool isFirst)
    {
        var spelled = (JsonObject)document.DeepClone();
        spelled.Remove(Overrides);
        spelled.Remove(Autonomous);
        var listed = document[Autonomous] is null ? null : List(document[Autonomous]).ToHashSet();
        var fallback = document[Default] is { } own ? Narrower.Text(own)
            : isFirst ? "approve"
            : listed is null ? null
            : inForce;
        var levels = names
            .Select(name => KeyValuePair.Create(name, NamedLevel(document, name) ?? (listed?.Contains(name) == true ? "autonomous" : fallback)))
            .Where(level => level.Value is not null)
            .Select(level => KeyValuePair.Create(level.Key, (JsonNode?)level.Value));
        spelled[Actions] = new JsonObject(levels);
        return spelled;
    }

    private static List<JsonObject> SpellPermissions(IReadOnlyList<JsonObject> documents)
    {
        var names = documents.SelectMany(document => Names(document[Connectors]).Concat(Names(document[ConnectorOverrides]))).Distinct().ToList();
        return [.. documents.Select((document, index) => SpellPermissions(document, names, isFirst: index == 0))];
    }

    private static JsonObject SpellPermissions(JsonObject document, List<string> names, bool isFirst)
    {
        var spelled = (JsonObject)document.DeepClone();
        foreach (var name in names)
        {
            var granted = new[]
            {
                document[Connectors]?[name]?["permissions"] ?? document[DefaultPermissions] ?? (isFirst ? "read" : null),
                document[ConnectorOverrides]?[name]?["permission"],
            }.Where(word => word is not null).Select(word => Narrower.Text(word!)).ToList();
            (spelled[ConnectorOverrides]?[name] as JsonObject)?.Remove("permission");
            if (granted.Count > 0)
            {
                var connectors = (JsonObject)(spelled[Connectors] ??= new JsonObject());
                var settings = (JsonObject)(connectors[name] ??= new JsonObject());
                settings["permissions"] = granted.MinBy(Ladders.Strength) is "read_write" ? "write" : granted.MinBy(Ladders.Strength);
            }
        }

        return spelled;
    }

    private static IEnumerable<string> Names(JsonNode? map) => (map as JsonObject ?? []).Select(member => member.Key);

    private static IEnumerable<string> List(JsonNode? list) => list is null ? [] : Narrower.Texts(list);
}
