using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Bundles;

/// <summary>Which revision a bundle is and which parts of data it owns.</summary>
internal sealed record Manifest(string Revision, IReadOnlyList<string> Roots)
{
    public static Manifest Parse(string text)
    {
        var node = JsonNode.Parse(text) as JsonObject ?? [];
        var roots = (node["roots"] as JsonArray)?.Select(root => ((string?)root ?? "").Trim('/')).ToArray() ?? [""];
        return new Manifest((string?)node["revision"] ?? "", roots);
    }

    public JsonObject ToJson() => new() { ["revision"] = Revision, ["roots"] = new JsonArray([.. Roots.Select(root => JsonValue.Create(root))]) };

    public bool Owns(string path) => Roots.Any(root => root.Length == 0 || path == root || path.StartsWith(root + "/", StringComparison.Ordinal));
}
