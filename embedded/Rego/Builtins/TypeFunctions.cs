using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class TypeFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        Is("is_array", RegoKind.Array),
        Is("is_boolean", RegoKind.Boolean),
        Is("is_null", RegoKind.Null),
        Is("is_number", RegoKind.Number),
        Is("is_object", RegoKind.Object),
        Is("is_set", RegoKind.Set),
        Is("is_string", RegoKind.String),
        new("type_name", 1, (_, a) => Operands.Value(a[0].TypeName)),
        new("to_number", 1, ToNumber),
    ];

    private static Builtin Is(string name, RegoKind kind) => new(name, 1, (_, a) => BooleanValue.Of(a[0].Kind == kind));

    private static RegoValue? ToNumber(CallContext call, RegoValue[] arguments)
    {
        switch (arguments[0])
        {
            case NullValue:
                return NumberValue.Zero;
            case BooleanValue boolean:
                return boolean.Value ? NumberValue.One : NumberValue.Zero;
            case NumberValue number:
                return number;
            case StringValue text:
                return NumberText.Read(text.Value) ?? call.Fail("invalid syntax");
            default:
                return call.WrongType(1, "one of {null, boolean, number, string}", arguments[0]);
        }
    }
}
