using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Schema;

/// <summary>Whether a schema is one. Answers the first problem in the words of the validator that OPA uses.</summary>
internal static class SchemaShape
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "null", "object", "string"];
    private static readonly string[] Maps = ["properties", "patternProperties", "definitions", "$defs"];
    private static readonly string[] Single = ["not", "additionalProperties", "additionalItems", "contains", "propertyNames", "if", "then", "else"];
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];

    public static string? Problem(RegoValue schema)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (schema is BooleanValue)
        {
            return null;
        }

        if (schema is not ObjectValue obj)
        {
            return "Invalid type. Expected: object/boolean, given: " + schema.TypeName;
        }

        return TypeProblem(obj)
            ?? Maps.Select(name => obj.Get(name)).OfType<RegoValue>().Select(MapProblem).FirstOrDefault(problem => problem is not null)
            ?? Single.Select(name => obj.Get(name)).OfType<RegoValue>().Select(Problem).FirstOrDefault(problem => problem is not null)
            ?? Lists.Where(name => obj.Get(name) is not null).Select(name => ListProblem(name, obj.Get(name)!)).FirstOrDefault(problem => problem is not null)
            ?? (obj.Get("items") is { } items ? (items is ArrayValue list ? ListProblem("items", list) : Problem(items)) : null)
            ?? RequiredProblem(obj);
    }

    private static string? TypeProblem(ObjectValue schema)
    {
        var words = schema.Get("type") switch
        {
            null => [],
            ArrayValue several => several.Items,
            var one => [one],
        };
        foreach (var word in words)
        {
            if (word is not StringValue text)
            {
                return "Invalid type. Expected: string/array of strings, given: type";
            }

            if (!Types.Contains(text.Value))
            {
                return $"has a primitive type that is NOT VALID -- given: /{text.Value}/ Expected valid values are:[{string.Join(' ', Types)}]";
            }
        }

        return null;
    }

    private static string? MapProblem(RegoValue map) => map is ObjectValue obj
        ? obj.Values.Select(Problem).FirstOrDefault(problem => problem is not null)
        : "Invalid type. Expected: valid schema, given: " + map.TypeName;

    private static string? ListProblem(string name, RegoValue list) => list is ArrayValue array
        ? array.Items.Select(Problem).FirstOrDefault(problem => problem is not null)
        : $"{name} must be of type array";

    private static string? RequiredProblem(ObjectValue schema) => schema.Get("required") switch
    {
        null => null,
        ArrayValue names when Array.TrueForAll(names.Items, name => name is StringValue) => null,
        _ => "required must be of an array",
    };
}
