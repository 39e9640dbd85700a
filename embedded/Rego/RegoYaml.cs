using System.Text.Json.Nodes;
using OpenClaw.Rego.Values;
using OpenClaw.Rego.Yaml;

namespace OpenClaw.Rego;

/// <summary>The YAML that base documents may be written in.</summary>
public static class RegoYaml
{
    /// <summary>Reads one document; null is YAML's null or an empty text.</summary>
    /// <exception cref="RegoException">The text is no YAML of the JSON-compatible kind.</exception>
    public static JsonNode? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return YamlReader.TryRead(text, out var value, out var error) ? JsonValues.ToNode(value) : throw new RegoException(error);
    }
}
