using System.Text.Json.Nodes;
using OpenClaw.Policy.Features.Documents;

namespace OpenClaw.Policy.Tests.Properties;

/// <summary>Documents and questions made by chance from the field table, with few different words so that they meet.</summary>
internal sealed class RandomDocuments(Random random)
{
    private static readonly Dictionary<string, string[]> Texts = new()
    {
        ["allowed_providers"] = ["self-hosted", "openai", "mistral"],
        ["allowed_connectors"] = ["gmail", "jira", "github"],
        ["allowed_operations"] = ["email_read", "email_send", "jira_transition"],
        ["allowed_transitions"] = ["Done", "Open"],
        ["allowed_peers"] = ["peer-a", "peer-b"],
        ["blocked_peers"] = ["peer-a", "peer-b"],
        ["autonomous"] = ["tool_a", "tool_b", "email_read", "email_send"],
        ["blocked"] = ["tool_a", "tool_c", "email_send"],
    };

    private static readonly string[] Models = ["small", "large"];
    private static readonly string[] MapNames = ["tool_a", "tool_b", "email_send", "jira_transition"];

    public JsonObject Document(PolicyField group, double density = 0.5)
    {
        var document = new JsonObject();
        foreach (var field in group.Members.Where(_ => random.NextDouble() < density))
        {
            document[field.Name] = Value(field, density);
        }

        return document;
    }

    public string Pick(params string[] words) => words[random.Next(words.Length)];

    public int Number(int limit) => random.Next(limit);

    private JsonNode Value(PolicyField field, double density) => field.Kind switch
    {
        FieldKind.Group => Document(field, density + 0.2),
        FieldKind.Map => Map(field, density),
        FieldKind.Flag => field.Words is not ["false"] && random.Next(2) == 0,
        FieldKind.Count => Math.Max(field.Least, 1 + random.Next(5)),
        FieldKind.Amount => random.Next(5),
        FieldKind.LevelSet when field.IsComplete => Fields.List([.. field.Words]),
        FieldKind.LevelSet or FieldKind.TextSet => Set(field.Words.Count > 0 ? [.. field.Words] : Texts.GetValueOrDefault(field.Name, Models)),
        FieldKind.Word when field.Words.Count == 0 => Ladders.SelfHosted,
        _ => Pick([.. field.Words]),
    };

    private JsonObject Map(PolicyField field, double density)
    {
        var map = new JsonObject();
        foreach (var name in field.Words.Count > 0 ? ["gmail", "jira"] : MapNames)
        {
            if (random.NextDouble() < density)
            {
                map[name] = Value(field.Members[0], density);
            }
        }

        return map;
    }

    private JsonArray Set(string[] words) => Fields.List([.. words.Where(_ => random.Next(3) > 0).Order(StringComparer.Ordinal)]);
}
