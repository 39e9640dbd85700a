using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins;

internal static class UriFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("uri.parse", 1, (c, a) => c.Text(a, 0, out var text) ? (GoUri.TryParse(text, out var uri, out var error) ? uri.ToObject() : c.Fail($"parse {Quote(text)}: {error}")) : null),
        new("uri.is_valid", 1, (c, a) => BooleanValue.Of(a[0] is StringValue { Value.Length: > 0 } text && GoUri.TryParse(text.Value, out _, out _))),
        new("urlquery.encode", 1, (c, a) => c.Text(a, 0, out var text) ? Operands.Value(Encode(text)) : null),
        new("urlquery.decode", 1, (c, a) => c.Text(a, 0, out var text) ? (TryDecode(text, out var plain, out var error) ? Operands.Value(plain) : c.Fail(error)) : null),
        new("urlquery.encode_object", 1, EncodeObject),
        new("urlquery.decode_object", 1, DecodeObject),
    ];

    public static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal)
        .Replace("!", "%21", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder();
        JsonText.WriteString(quoted, text, html: false);
        return quoted.ToString();
    }

    private static bool TryDecode(string text, out string plain, out string error) => GoUri.TryUnescape(text.Replace('+', ' '), _ => true, out plain, out error);

    private static RegoValue? EncodeObject(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 0, out var obj))
        {
            return null;
        }

        var pairs = new List<string>();
        foreach (var (key, value) in obj.Keys.Zip(obj.Values))
        {
            if (key is not StringValue name)
            {
                return call.TypeError($"operand 1 must be object of string but got object containing {key.TypeName}");
            }

            var items = value switch
            {
                StringValue => [value],
                ArrayValue array => array.Items,
                SetValue set => set.Items,
                _ => (RegoValue[])[NullValue.Instance],
            };
            if (Array.Exists(items, item => item is not StringValue))
            {
                return call.TypeError("operand 1 values must be string, array[string], or set[string]");
            }

            pairs.AddRange(items.Select(item => $"{Encode(name.Value)}={Encode(((StringValue)item).Value)}"));
        }

        return Operands.Value(string.Join('&', pairs));
    }

    private static RegoValue? DecodeObject(CallContext call, RegoValue[] arguments)
    {
        if (!call.Text(arguments, 0, out var text))
        {
            return null;
        }

        var pairs = new Dictionary<RegoValue, List<RegoValue>>();
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (rawKey, rawValue) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (!TryDecode(rawKey, out var key, out var error) || !TryDecode(rawValue, out var value, out error))
            {
                return call.Fail(error);
            }

            var name = Operands.Value(key);
            if (!pairs.TryGetValue(name, out var values))
            {
                pairs.Add(name, values = []);
            }

            values.Add(Operands.Value(value));
        }

        return ObjectValue.From(pairs.Select(pair => KeyValuePair.Create(pair.Key, (RegoValue)new ArrayValue([.. pair.Value]))));
    }
}
