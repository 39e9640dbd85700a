using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Schema;

internal static class SchemaFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("json.match_schema", 2, Match),
        new("json.verify_schema", 1, Verify),
    ];

    private static RegoValue? Match(CallContext call, RegoValue[] arguments)
    {
        if (Read(call, arguments, 0, out _) is not { } document || Read(call, arguments, 1, out _) is not { } schema)
        {
            return null;
        }

        if (SchemaShape.Problem(schema) is { } problem)
        {
            return call.Fail(problem);
        }

        var validator = new SchemaValidator(schema);
        validator.Check(document, schema, "(root)");
        return new ArrayValue([BooleanValue.Of(validator.Findings.Count == 0), new ArrayValue([.. validator.Findings])]);
    }

    private static RegoValue? Verify(CallContext call, RegoValue[] arguments)
    {
        if (Read(call, arguments, 0, out var error) is not { } schema)
        {
            return error is null ? null : new ArrayValue([BooleanValue.False, Operands.Value("jsonschema: " + error)]);
        }

        return SchemaShape.Problem(schema) is { } problem
            ? new ArrayValue([BooleanValue.False, Operands.Value("jsonschema: " + problem)])
            : new ArrayValue([BooleanValue.True, NullValue.Instance]);
    }

    /// <summary>A document is a value, or text that holds one.</summary>
    private static RegoValue? Read(CallContext call, RegoValue[] arguments, int index, out string? error)
    {
        error = null;
        switch (arguments[index])
        {
            case ObjectValue:
                return arguments[index];
            case StringValue text:
                if (EncodingFunctions.TryJson(text.Value, out var value, out var reason))
                {
                    return value;
                }

                error = reason;
                if (call.Name == "json.match_schema")
                {
                    call.Fail("invalid JSON string");
                }

                return null;
            default:
                call.WrongType(index + 1, "one of {string, object}", arguments[index]);
                return null;
        }
    }
}
