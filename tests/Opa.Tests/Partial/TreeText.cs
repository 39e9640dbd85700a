using System.Text.Json.Nodes;

namespace OpenClaw.Opa.Tests;

/// <summary>Rego text from syntax trees as the Compile API sends them, written apart from the server's own writer.</summary>
internal static class TreeText
{
    public static string Query(JsonNode body) => string.Join("; ", body.AsArray().Select(expression => Expression(expression!)));

    public static string Module(JsonNode module)
    {
        var path = module["package"]!["path"]!.AsArray().Skip(1).Select(part => (string?)part!["value"]);
        return $"package {string.Join('.', path)}\n{string.Join('\n', module["rules"]!.AsArray().Select(rule => Rule(rule!, true)))}\n";
    }

    private static string Rule(JsonNode rule, bool isFirst)
    {
        var head = rule["head"]!;
        var steps = head["ref"]!.AsArray();
        var name = (string?)steps[0]!["value"] + string.Concat(steps.Skip(1).Select(step => $"[{Term(step!)}]"));
        var arguments = head["args"] is JsonArray args ? $"({string.Join(", ", args.Select(argument => Term(argument!)))})" : "";
        var text = (rule["default"] is null ? "" : "default ") + (isFirst ? name + arguments : "else");
        text += head["key"] is { } key ? $" contains {Term(key)}" : head["value"] is { } value ? $" := {Term(value)}" : "";
        text += rule["default"] is null ? $" if {{ {Query(rule["body"]!)} }}" : "";
        return text + (rule["else"] is { } other ? " " + Rule(other, false) : "");
    }

    private static string Expression(JsonNode expression)
    {
        var terms = expression["terms"]!;
        var text = terms switch
        {
            JsonArray call => Call(call),
            JsonObject { Count: > 0 } some when some["symbols"] is JsonArray symbols => "some " + Member(symbols[0]!["value"]!.AsArray()),
            JsonObject every when every["domain"] is not null =>
                $"every {(every["key"] is { } key ? Term(key) + ", " : "")}{Term(every["value"]!)} in {Term(every["domain"]!)} {{ {Query(every["body"]!)} }}",
            _ => Term(terms),
        };
        var with = expression["with"] is JsonArray clauses ? string.Concat(clauses.Select(clause => $" with {Term(clause!["target"]!)} as {Term(clause["value"]!)}")) : "";
        return (expression["negated"] is null ? "" : "not ") + text + with;
    }

    private static string Member(JsonArray call) => string.Join(", ", call.Skip(1).SkipLast(1).Select(term => Term(term!))) + " in " + Term(call[^1]!);

    private static string Call(JsonArray call)
    {
        var name = string.Join('.', call[0]!["value"]!.AsArray().Select(part => (string?)part!["value"]));
        var arguments = call.Skip(1).Select(argument => Term(argument!)).ToList();
        return name switch
        {
            "eq" => $"{arguments[0]} = {arguments[1]}",
            "internal.member_2" => $"({arguments[0]} in {arguments[1]})",
            "internal.member_3" => $"({arguments[0]}, {arguments[1]} in {arguments[2]})",
            _ => $"{name}({string.Join(", ", arguments)})",
        };
    }

    private static string Term(JsonNode term)
    {
        var value = term["value"];
        return (string?)term["type"] switch
        {
            "var" => ((string)value!)[0] == '$' ? "_" : (string)value!,
            "ref" => Term(value!.AsArray()[0]!) + string.Concat(value.AsArray().Skip(1).Select(step => $"[{Term(step!)}]")),
            "array" => $"[{string.Join(", ", value!.AsArray().Select(item => Term(item!)))}]",
            "set" => value!.AsArray() is { Count: > 0 } items ? $"{{{string.Join(", ", items.Select(item => Term(item!)))}}}" : "set()",
            "object" => $"{{{string.Join(", ", value!.AsArray().Select(pair => $"{Term(pair![0]!)}: {Term(pair[1]!)}"))}}}",
            "call" => Call(value!.AsArray()),
            "arraycomprehension" => $"[{Term(value!["term"]!)} | {Query(value["body"]!)}]",
            "setcomprehension" => $"{{{Term(value!["term"]!)} | {Query(value["body"]!)}}}",
            "objectcomprehension" => $"{{{Term(value!["key"]!)}: {Term(value["value"]!)} | {Query(value["body"]!)}}}",
            _ => value?.ToJsonString() ?? "null",
        };
    }
}
