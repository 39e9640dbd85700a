using System.Text;
using System.Text.Json;
using OpenClaw.Rego.Values;
using OpenClaw.Rego.Yaml;

namespace OpenClaw.Rego.Builtins;

internal static class EncodingFunctions
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: false);

    public static IEnumerable<Builtin> All() =>
    [
        new("base64.encode", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(Convert.ToBase64String(Strict.GetBytes(x))) : null),
        new("base64.decode", 1, (c, a) => c.Text(a, 0, out var x) ? Decode(c, x, url: false) : null),
        new("base64.is_valid", 1, (c, a) => BooleanValue.Of(a[0] is StringValue x && GoBase64.TryDecode(x.Value, false, out _, out _))),
        new("base64url.encode", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(GoBase64.EncodeUrl(Strict.GetBytes(x), pad: true)) : null),
        new("base64url.encode_no_pad", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(GoBase64.EncodeUrl(Strict.GetBytes(x), pad: false)) : null),
        new("base64url.decode", 1, (c, a) => c.Text(a, 0, out var x) ? Decode(c, x, url: true) : null),
        new("hex.encode", 1, (c, a) => c.Text(a, 0, out var x) ? Operands.Value(Convert.ToHexStringLower(Strict.GetBytes(x))) : null),
        new("hex.decode", 1, (c, a) => c.Text(a, 0, out var x) ? HexDecode(c, x) : null),
        new("json.marshal", 1, (c, a) => Operands.Value(JsonText.Marshal(a[0], c.Check))),
        new("json.marshal_with_options", 2, MarshalWithOptions),
        new("json.unmarshal", 1, (c, a) => c.Text(a, 0, out var x) ? JsonDecode(c, x) : null),
        new("json.is_valid", 1, (c, a) => BooleanValue.Of(a[0] is StringValue x && TryJson(x.Value, out _, out _))),
        new("yaml.marshal", 1, (c, a) => Operands.Value(YamlWriter.Write(a[0], c.Check))),
        new("yaml.unmarshal", 1, (c, a) => c.Text(a, 0, out var x) ? (YamlReader.TryRead(x, out var value, out var error) ? value : c.Fail(error)) : null),
        new("yaml.is_valid", 1, (c, a) => BooleanValue.Of(a[0] is StringValue x && YamlReader.TryRead(x.Value, out _, out _))),
    ];

    private static RegoValue? Decode(CallContext call, string text, bool url) =>
        GoBase64.TryDecode(text, url, out var bytes, out var error) ? Operands.Value(Strict.GetString(bytes)) : call.Fail(error);

    private static RegoValue? HexDecode(CallContext call, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii || !char.IsAsciiHexDigit((char)rune.Value))
            {
                return call.Fail($"encoding/hex: invalid byte: U+{rune.Value:X4} '{rune}'");
            }
        }

        return text.Length % 2 == 1 ? call.Fail("encoding/hex: odd length hex string") : Operands.Value(Strict.GetString(Convert.FromHexString(text)));
    }

    private static RegoValue? MarshalWithOptions(CallContext call, RegoValue[] arguments)
    {
        if (!call.Object(arguments, 1, out var options))
        {
            return null;
        }

        var indent = (options.Get("indent") as StringValue)?.Value;
        var prefix = (options.Get("prefix") as StringValue)?.Value;
        var pretty = options.Get("pretty") is BooleanValue wanted ? wanted.Value : indent is not null || prefix is not null;
        return Operands.Value(pretty ? JsonText.Marshal(arguments[0], prefix ?? "", indent ?? "\t", call.Check) : JsonText.Marshal(arguments[0], call.Check));
    }

    private static RegoValue? JsonDecode(CallContext call, string text) => TryJson(text, out var value, out var error) ? value : call.Fail(error);

    public static bool TryJson(string text, out RegoValue? value, out string error)
    {
        try
        {
            value = JsonValues.Read(text);
            error = "";
            return true;
        }
        catch (JsonException failure)
        {
            value = null;
            error = text.Length == 0 ? "unexpected end of JSON input" : failure.Message;
            return false;
        }
    }
}
