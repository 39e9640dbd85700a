using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>
/// Validates documents against the JSON Schemas of a folder with an <c>index.json</c> (apiVersion/kind to schema).
/// Knows the keywords those files use (draft-07) and refuses any other, so nothing is passed over in silence.
/// </summary>
internal sealed class SchemaValidator
{
    private static readonly HashSet<string> Annotations = ["$id", "$schema", "definitions", "description", "title", "default", "format"];

    private readonly JsonObject _index;
    private readonly Dictionary<string, JsonNode> _files;

    public SchemaValidator(string folder)
    {
        _index = Load(Path.Combine(folder, "index.json")).AsObject();
        _files = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), Load);
    }

    /// <summary>What is wrong with the document, each with its path; empty when it is valid.</summary>
    public IReadOnlyList<string> Validate(JsonNode document)
    {
        var kind = $"{document["apiVersion"]}/{document["kind"]}";
        if (_index[kind]?.GetValue<string>() is not { } reference)
        {
            return [$"no schema for {kind}"];
        }

        var errors = new List<string>();
        var (file, schema) = Resolve(reference, "");
        Check(schema, document, file, kind, errors);
        return errors;
    }

    private (string File, JsonNode Schema) Resolve(string reference, string currentFile)
    {
        // References are relative to the file they stand in; all files lie under one host that never resolves.
        var absolute = new Uri(new Uri("http://schemas.invalid/" + currentFile), reference);
        var parts = absolute.ToString().Replace("http://schemas.invalid/", "", StringComparison.Ordinal).Split('#');
        var file = parts[0];
        var node = _files[file];
        foreach (var step in (parts.Length > 1 ? parts[1] : "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]
                ?? throw new InvalidOperationException($"{reference} does not lead anywhere.");
        }

        return (file, node);
    }

    private void Check(JsonNode schema, JsonNode? value, string file, string path, List<string> errors)
    {
        foreach (var (keyword, operand) in schema.AsObject())
        {
            switch (keyword)
            {
                case "$ref":
                    var (target, resolved) = Resolve(operand!.GetValue<string>(), file);
                    Check(resolved, value, target, path, errors);
                    break;
                case "allOf":
                    operand!.AsArray().ToList().ForEach(part => Check(part!, value, file, path, errors));
                    break;
                case "type":
                    CheckType(operand!, value, path, errors);
                    break;
                case "const" when !JsonNode.DeepEquals(operand, value):
                    errors.Add($"{path} is not {operand}");
                    break;
                case "enum" when !operand!.AsArray().Any(item => JsonNode.DeepEquals(item, value)):
                    errors.Add($"{path} '{value}' is none of {operand!.ToJsonString()}");
                    break;
                case "required" when value is JsonObject present:
                    errors.AddRange(operand!.AsArray().Where(name => !present.ContainsKey(name!.GetValue<string>())).Select(name => $"{path} lacks {name}"));
                    break;
                case "items" when value is JsonArray array:
                    array.Select((item, index) => (item, index)).ToList()
                        .ForEach(entry => Check(operand!, entry.item, file, $"{path}[{entry.index}]", errors));
                    break;
                case "properties" when value is JsonObject members:
                    operand!.AsObject().Where(property => members.ContainsKey(property.Key)).ToList()
                        .ForEach(property => Check(property.Value!, members[property.Key], file, $"{path}.{property.Key}", errors));
                    break;
                case "additionalProperties" when value is JsonObject members:
                    CheckOthers(schema, operand!, members, file, path, errors);
                    break;
                case "pattern" when value is JsonValue text && text.GetValueKind() == JsonValueKind.String:
                    if (!System.Text.RegularExpressions.Regex.IsMatch(text.GetValue<string>(), operand!.GetValue<string>()))
                    {
                        errors.Add($"{path} '{text}' does not match {operand}");
                    }

                    break;
                case "minimum" or "maximum" or "minLength" or "minItems":
                    CheckBound(keyword, operand!.GetValue<double>(), value, path, errors);
                    break;
                case "const" or "enum" or "required" or "items" or "properties" or "additionalProperties" or "pattern":
                    break;
                default:
                    if (!Annotations.Contains(keyword))
                    {
                        throw new NotSupportedException($"The schema keyword '{keyword}' is not known here.");
                    }

                    break;
            }
        }
    }

    private static void CheckBound(string keyword, double bound, JsonNode? value, string path, List<string> errors)
    {
        double? measured = (keyword[3..], value) switch
        {
            ("imum", JsonValue number) when number.GetValueKind() == JsonValueKind.Number => double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture),
            ("Length", JsonValue text) when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>().Length,
            ("Items", JsonArray array) => array.Count,
            _ => null,
        };
        if (keyword.StartsWith("min", StringComparison.Ordinal) ? measured < bound : measured > bound)
        {
            errors.Add($"{path} breaks {keyword} {bound}");
        }
    }

    private void CheckOthers(JsonNode schema, JsonNode rule, JsonObject members, string file, string path, List<string> errors)
    {
        var known = schema["properties"]?.AsObject();
        foreach (var (name, value) in members.Where(member => known?.ContainsKey(member.Key) != true))
        {
            if (rule is JsonValue flag)
            {
                if (!flag.GetValue<bool>())
                {
                    errors.Add($"{path} must not have {name}");
                }
            }
            else
            {
                Check(rule, value, file, $"{path}.{name}", errors);
            }
        }
    }

    private static void CheckType(JsonNode type, JsonNode? value, string path, List<string> errors)
    {
        var allowed = type is JsonArray list ? list.Select(item => item!.GetValue<string>()).ToArray() : [type.GetValue<string>()];
        var actual = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
            _ => "boolean",
        };
        if (!allowed.Contains(actual) && !(actual == "integer" && allowed.Contains("number")))
        {
            errors.Add($"{path} is {actual}, not {string.Join(" or ", allowed)}");
        }
    }

    private static JsonNode Load(string path) => JsonNode.Parse(File.ReadAllText(path))!;
}
