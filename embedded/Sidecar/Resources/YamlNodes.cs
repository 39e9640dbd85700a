using YamlDotNet.RepresentationModel;

namespace OpenClaw.Sidecar.Resources;

/// <summary>Reading helpers over YamlDotNet's node tree; an absent node reads as empty.</summary>
internal static class YamlNodes
{
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;
        }
        return node;
    }

    public static string? Text(this YamlNode? node) => node is YamlScalarNode { Value: { } value } scalar
        && !(scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && value is "" or "~" or "null") ? value : null;

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is YamlSequenceNode list ? list.Children : [];

    public static IEnumerable<KeyValuePair<string, YamlNode>> Entries(this YamlNode? node) => node is YamlMappingNode map
        ? map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, pair.Value)) : [];

    public static Dictionary<string, string> TextMap(this YamlNode? node) =>
        node.Entries().ToDictionary(pair => pair.Key, pair => pair.Value.Text() ?? "", StringComparer.OrdinalIgnoreCase);

    public static bool Truthy(this YamlNode? node) => MetadataValues.IsTrue(node.Text());
}
