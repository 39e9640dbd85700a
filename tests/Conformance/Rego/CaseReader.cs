using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenClaw.Rego.Conformance;

/// <summary>Reads case files. Scalars become JSON by their text, so that numbers keep every digit.</summary>
public static partial class CaseReader
{
    public static IEnumerable<ConformanceCase> Read(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(ReadFile);

    private static IEnumerable<ConformanceCase> ReadFile(string file)
    {
        var stream = new YamlStream();
        using (var reader = new StreamReader(file))
        {
            stream.Load(reader);
        }

        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var cases = (YamlSequenceNode)root["cases"];
        return cases.Children.Select((node, index) => Case(file, index, (YamlMappingNode)node));
    }

    private static ConformanceCase Case(string file, int index, YamlMappingNode node)
    {
        var fields = node.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => pair.Value);
        string? Text(string name) => (fields.GetValueOrDefault(name) as YamlScalarNode)?.Value;
        JsonNode? Json(string name) => fields.TryGetValue(name, out var value) ? ToJson(value) : null;
        var modules = fields.GetValueOrDefault("modules") is YamlSequenceNode list ? list.Children.Select(item => ((YamlScalarNode)item).Value!).ToArray() : [];
        return new ConformanceCase(file, index, Text("note") ?? "", modules, Text("query")!, Json("data"), fields.ContainsKey("input"), Json("input"),
            Text("input_term"), Json("want_result") as JsonArray, Text("want_error"), Text("want_error_code"), Text("strict_error") == "true", Text("sort_bindings") == "true");
    }

    private static JsonNode? ToJson(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var obj = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                {
                    obj[((YamlScalarNode)key).Value!] = ToJson(value);
                }

                return obj;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(ToJson)]);
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ when Number().IsMatch(text) => JsonNode.Parse(text),
            _ => JsonValue.Create(text),
        };
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$", RegexOptions.ECMAScript)]
    private static partial Regex Number();
}
