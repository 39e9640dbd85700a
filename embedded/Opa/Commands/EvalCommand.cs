using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Opa.Bundles;
using OpenClaw.Rego;

namespace OpenClaw.Opa.Commands;

/// <summary><c>opa eval</c>.</summary>
internal static class EvalCommand
{
    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        var (query, input) = await PrepareAsync(arguments);
        var result = query.Evaluate(input);
        var text = arguments.Operands[0];
        switch (arguments.Last("f", "format") ?? "json")
        {
            case "json":
                await output.WriteLineAsync(Json(result, text).ToJsonString(Indented));
                break;
            case "values":
                await output.WriteLineAsync(new JsonArray([.. result.Solutions.Select(solution => new JsonArray([.. solution.Expressions.Select(Clone)]))]).ToJsonString(Indented));
                break;
            case "bindings":
                await output.WriteLineAsync(new JsonArray([.. result.Solutions.Select(Bindings)]).ToJsonString(Indented));
                break;
            case "raw":
                await output.WriteLineAsync(string.Join('\n', result.Solutions.Select(solution => string.Join(' ', solution.Expressions.Select(Raw)))));
                break;
            case "pretty":
                await output.WriteLineAsync(Pretty(result));
                break;
            case var other:
                throw new UsageException($"unknown output format {other}");
        }

        var fails = (arguments.Has("fail") && !result.IsDefined) || (arguments.Has("fail-defined") && result.IsDefined);
        return fails ? 1 : 0;
    }

    public static async Task<(RegoQuery Query, RegoInput? Input)> PrepareAsync(Arguments arguments)
    {
        if (arguments.Operands.Count != 1)
        {
            throw new UsageException("exactly one query is needed");
        }

        var source = Source.Load(arguments.All("d", "data"), arguments.All("b", "bundle"));
        var options = new RegoCompileOptions
        {
            V0Compatible = arguments.Has("v0-compatible"),
            StrictBuiltinErrors = arguments.Has("strict-builtin-errors"),
            Print = Console.Error.WriteLine,
        };
        var query = CompiledPolicy.Compile(source.Modules, source.Data, options).Prepare(arguments.Operands[0]);
        var inputText = arguments.Has("I", "stdin-input") ? await Console.In.ReadToEndAsync()
            : arguments.Last("i", "input") is { } file ? await File.ReadAllTextAsync(file)
            : null;
        return (query, inputText is null ? null : RegoInput.FromJson(Encoding.UTF8.GetBytes(inputText)));
    }

    private static JsonNode? Clone(JsonNode? node) => node?.DeepClone();

    private static JsonObject Bindings(RegoSolution solution) =>
        new(solution.Bindings.Select(pair => KeyValuePair.Create(pair.Key, Clone(pair.Value))));

    private static string Raw(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString() ?? "null";

    private static JsonObject Json(RegoResult result, string query)
    {
        if (!result.IsDefined)
        {
            return [];
        }

        var parts = query.Split(';', StringSplitOptions.TrimEntries);
        return new JsonObject
        {
            ["result"] = new JsonArray([.. result.Solutions.Select(solution =>
            {
                var item = new JsonObject
                {
                    ["expressions"] = new JsonArray([.. solution.Expressions.Select((value, i) => new JsonObject
                    {
                        ["value"] = Clone(value),
                        ["text"] = parts.Length == solution.Expressions.Count ? parts[i] : query,
                        ["location"] = new JsonObject { ["row"] = 1, ["col"] = 1 + (parts.Length == solution.Expressions.Count ? query.IndexOf(parts[i], StringComparison.Ordinal) : 0) },
                    })]),
                };
                if (solution.Bindings.Count > 0)
                {
                    item["bindings"] = Bindings(solution);
                }

                return item;
            })]),
        };
    }

    private static string Pretty(RegoResult result)
    {
        if (!result.IsDefined)
        {
            return "undefined";
        }

        var values = result.Solutions.Select(solution => solution.Bindings.Count > 0
            ? string.Join('\n', solution.Bindings.Select(pair => $"{pair.Key} = {pair.Value?.ToJsonString() ?? "null"}"))
            : solution.Expressions[^1]?.ToJsonString(Indented) ?? "null");
        return string.Join('\n', values);
    }
}
