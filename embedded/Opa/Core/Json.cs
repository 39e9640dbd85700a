using OpenClaw.Rego.Values;

namespace OpenClaw.Opa.Core;

/// <summary>Short ways to build and read engine values; answers are written from them exactly, numbers included.</summary>
internal static class Json
{
    /// <summary>An object; members whose value is null are left out.</summary>
    public static ObjectValue Object(params IEnumerable<(string Name, RegoValue? Value)> members) =>
        ObjectValue.From(members.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create<RegoValue, RegoValue>(new StringValue(member.Name), member.Value!)));

    public static ArrayValue Array(IEnumerable<RegoValue> items) => new([.. items]);

    public static StringValue Text(string text) => new(text);

    public static StringValue? TextOrNone(string? text) => text is null ? null : new(text);

    public static NumberValue Number(long number) => NumberValue.Of(number);

    public static BooleanValue Boolean(bool value) => BooleanValue.Of(value);

    public static string? AsText(this RegoValue? value) => (value as StringValue)?.Value;

    public static long? AsLong(this RegoValue? value) => value is NumberValue { IsLong: true } number ? number.Long : null;

    public static bool IsTrue(this RegoValue? value) => ReferenceEquals(value, BooleanValue.True);

    /// <summary>The members of an object with text keys; none for any other value.</summary>
    public static IEnumerable<(string Name, RegoValue Value)> Members(this RegoValue? value) => value is ObjectValue members
        ? members.Keys.Zip(members.Values, (key, member) => (JsonText.Key(key), member))
        : [];

    public static IEnumerable<RegoValue> Items(this RegoValue? value) => value switch
    {
        ArrayValue array => array.Items,
        SetValue set => set.Items,
        _ => [],
    };

    public static RegoValue? At(this RegoValue? value, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            value = value?.Get(new StringValue(step));
        }

        return value;
    }

    public static string Write(RegoValue value, bool pretty = false) =>
        pretty ? JsonText.Marshal(value, "", "  ") : JsonText.Marshal(value);
}
