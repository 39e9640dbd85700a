using System.Text;
using System.Text.Json;
using OpenClaw.Rego.Values;
using OpenClaw.Rego.Yaml;

namespace OpenClaw.Opa.Loading;

/// <summary>Documents from bytes: JSON, or YAML where the name or the content says so.</summary>
internal static class SourceText
{
    public static string Decode(byte[] content) =>
        content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.GetString(content, 3, content.Length - 3) : Encoding.UTF8.GetString(content);

    public static bool IsYaml(string name) => Path.GetExtension(name) is ".yaml" or ".yml";

    public static RegoValue Parse(byte[] content, string name)
    {
        if (IsYaml(name))
        {
            return YamlReader.TryRead(Decode(content), out var value, out var error) ? value : throw new BundleException($"{name}: {error}");
        }

        try
        {
            return JsonValues.Read(content);
        }
        catch (JsonException error)
        {
            throw new BundleException($"{name}: {error.Message}");
        }
    }
}
