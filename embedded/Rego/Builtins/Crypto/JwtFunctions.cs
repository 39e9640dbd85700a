using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

internal static class JwtFunctions
{
    public static IEnumerable<Builtin> All() =>
    [
        new("io.jwt.decode", 1, (c, a) => c.Text(a, 0, out var text) ? Decode(c, text) : null),
        new("io.jwt.decode_verify", 2, (c, a) => c.Text(a, 0, out var text) && c.Object(a, 1, out var constraints) ? JwtVerifier.DecodeVerify(c, text, constraints) : null) { IsVolatile = true },
        new("io.jwt.encode_sign", 3, Sign) { IsVolatile = true },
        new("io.jwt.encode_sign_raw", 3, SignRaw) { IsVolatile = true },
        .. JwtAlgorithm.Names.Select(name => new Builtin("io.jwt.verify_" + name.ToLowerInvariant(), 2, (c, a) => Verify(c, a, name))),
    ];

    private static RegoValue? Decode(CallContext call, string text)
    {
        while (true)
        {
            if (JwtToken.Split(text, out var error) is not { } token || !token.ReadHeader(out error) || !token.ReadPayload(out error))
            {
                return call.Fail(error);
            }

            if (token.IsNested)
            {
                text = token.Payload.Trim('"');
                continue;
            }

            if (token.Claims(out error) is not { } claims || !token.ReadSignature(out error))
            {
                return call.Fail(error);
            }

            return new ArrayValue([token.Header, claims, Operands.Value(Convert.ToHexStringLower(token.Signature))]);
        }
    }

    private static RegoValue? Verify(CallContext call, RegoValue[] arguments, string algorithm)
    {
        if (!call.Text(arguments, 0, out var text) || !call.Text(arguments, 1, out var keyText))
        {
            return null;
        }

        IReadOnlyList<JwtKey>? keys = [new JwtKey(null, null, null, Encoding.UTF8.GetBytes(keyText))];
        var error = "";
        if (algorithm[0] != 'H')
        {
            keys = JwtKeys.Read(keyText, out error);
        }

        if (keys is null || JwtToken.Split(text, out error) is not { } token || !token.ReadSignature(out error))
        {
            return call.Fail(error);
        }

        token.ReadHeader(out _);
        return BooleanValue.Of(JwtVerifier.AnyVerifies(token, keys, algorithm));
    }

    private static RegoValue? Sign(CallContext call, RegoValue[] arguments) =>
        call.Object(arguments, 0, out var header) && call.Object(arguments, 1, out var payload) && call.Object(arguments, 2, out var key)
            ? Sign(call, JsonText.Marshal(header), JsonText.Marshal(payload), JsonText.Marshal(key))
            : null;

    private static RegoValue? SignRaw(CallContext call, RegoValue[] arguments) =>
        call.Text(arguments, 0, out var header) && call.Text(arguments, 1, out var payload) && call.Text(arguments, 2, out var key)
            ? Sign(call, header, payload, key)
            : null;

    private static RegoValue? Sign(CallContext call, string headerText, string payload, string keyText)
    {
        if (headerText.Length == 0)
        {
            return call.Fail("missing or invalid 'alg' header: cannot parse JSON: cannot parse empty string");
        }

        if (!EncodingFunctions.TryJson(headerText, out var headerValue, out var error) || headerValue is not ObjectValue header
            || header.Get("alg") is not StringValue algorithm)
        {
            return call.Fail($"missing or invalid 'alg' header: {error}");
        }

        if (!JwtAlgorithm.Names.Contains(algorithm.Value))
        {
            return call.Fail($"unknown JWS algorithm: {algorithm.Value}");
        }

        var type = (header.Get("typ") as StringValue)?.Value;
        if (type is null or "JWT" && !EncodingFunctions.TryJson(payload, out _, out _))
        {
            return call.Fail("type is JWT but payload is not JSON");
        }

        if (JwtKeys.Read(keyText, out error) is not [var key, ..])
        {
            return call.Fail(error);
        }

        var signed = $"{GoBase64.EncodeUrl(Encoding.UTF8.GetBytes(headerText), false)}.{GoBase64.EncodeUrl(Encoding.UTF8.GetBytes(payload), false)}";
        return JwtAlgorithm.Sign(algorithm.Value, key, Encoding.UTF8.GetBytes(signed)) is { } signature
            ? Operands.Value($"{signed}.{GoBase64.EncodeUrl(signature, false)}")
            : call.Fail($"failed to sign with {algorithm.Value}: the key is of another kind");
    }
}
