using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Audit.Features.Subjects;

/// <summary>Ways through the JSON of a detail; none changes what it is given.</summary>
internal static class DetailWalk
{
    /// <summary>Shows every text value.</summary>
    public static void Texts(JsonNode? node, Action<string> text)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Texts(value, text);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Texts(item, text);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                text(value.GetValue<string>());
                break;
        }
    }

    /// <summary>Shows every member; goes deeper into those that <paramref name="member"/> answers true for.</summary>
    public static void Members(JsonNode? node, Func<string, JsonNode?, bool> member)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                if (member(name, value))
                {
                    Members(value, member);
                }
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Members(item, member);
            }
        }
    }

    /// <summary>A copy in which members that <paramref name="member"/> answers for have that value.</summary>
    public static JsonObject Rewrite(JsonObject source, Func<string, JsonNode, JsonNode?> member)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in source)
        {
            copy[name] = value is null ? null : member(name, value) ?? RewriteNode(value, member);
        }

        return copy;
    }

    public static JsonNode MapTexts(JsonNode node, Func<string, string> text) => MapValues(node, value => JsonValue.Create(text(value)))!;

    /// <summary>A copy in which every text is what <paramref name="text"/> makes of it.</summary>
    public static JsonNode? MapValues(JsonNode? node, Func<string, JsonNode?> text) => node switch
    {
        JsonObject members => new JsonObject(members.Select(pair => KeyValuePair.Create(pair.Key, MapValues(pair.Value, text)))),
        JsonArray items => new JsonArray([.. items.Select(item => MapValues(item, text))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => text(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    private static JsonNode RewriteNode(JsonNode node, Func<string, JsonNode, JsonNode?> member) => node switch
    {
        JsonObject members => Rewrite(members, member),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : RewriteNode(item, member))]),
        _ => node.DeepClone(),
    };
}
