using System.Numerics;
using System.Text;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>Signature and claims against constraints.</summary>
internal static class JwtVerifier
{
    private static readonly HashSet<string> Constraints = ["cert", "secret", "alg", "iss", "aud", "time"];
    private static readonly ArrayValue Unverified = new([BooleanValue.False, ObjectValue.Empty, ObjectValue.Empty]);

    public static bool AnyVerifies(JwtToken token, IReadOnlyList<JwtKey> keys, string algorithm)
    {
        var named = (token.Header.Get("kid") as StringValue)?.Value;
        var chosen = named is null ? null : keys.FirstOrDefault(key => key.Id == named);
        var candidates = chosen is null ? keys.Where(key => key.Algorithm is null or "" || key.Algorithm == algorithm) : [chosen];
        return candidates.Any(key => JwtAlgorithm.Verify(algorithm, key, token.SignedData, token.Signature));
    }

    public static RegoValue? DecodeVerify(CallContext call, string text, ObjectValue constraints)
    {
        if (Array.Find(constraints.Keys, key => key is not StringValue name || !Constraints.Contains(name.Value)) is { } unknown)
        {
            return call.Fail($"unknown token validation constraint: {unknown}");
        }

        if (Keys(call, constraints) is not { } keys)
        {
            return null;
        }

        while (true)
        {
            if (JwtToken.Split(text, out var error) is not { } token || !token.ReadHeader(out error))
            {
                return call.Fail(error);
            }

            if (token.Header.Get("alg") is not StringValue algorithm || token.Header.Get("crit") is not null
                || (constraints.Get("alg") is StringValue wanted && wanted.Value != algorithm.Value))
            {
                return Unverified;
            }

            if (!JwtAlgorithm.Names.Contains(algorithm.Value))
            {
                return call.Fail($"unknown JWS algorithm: {algorithm.Value}");
            }

            if (!token.ReadSignature(out error) || !token.ReadPayload(out error))
            {
                return call.Fail(error);
            }

            if (!AnyVerifies(token, keys, algorithm.Value))
            {
                return Unverified;
            }

            if (token.IsNested)
            {
                text = token.Payload.Trim('"');
                continue;
            }

            return token.Claims(out error) is { } claims ? CheckClaims(call, token.Header, claims, constraints) : call.Fail(error);
        }
    }

    private static IReadOnlyList<JwtKey>? Keys(CallContext call, ObjectValue constraints)
    {
        var certificate = constraints.Get("cert") as StringValue;
        var secret = constraints.Get("secret") as StringValue;
        if (certificate is null == (secret is null))
        {
            call.Fail(certificate is null ? "no verification key set" : "duplicate key constraints");
            return null;
        }

        if (secret is not null)
        {
            return [new JwtKey(null, null, null, Encoding.UTF8.GetBytes(secret.Value))];
        }

        var keys = JwtKeys.Read(certificate!.Value, out var error);
        if (keys is null)
        {
            call.Fail(error);
        }

        return keys;
    }

    private static RegoValue? CheckClaims(CallContext call, ObjectValue header, ObjectValue claims, ObjectValue constraints)
    {
        if (constraints.Get("iss") is { } issuer && claims.Get("iss")?.Equals(issuer) != true)
        {
            return Unverified;
        }

        if (!AudienceFits(claims.Get("aud"), constraints.Get("aud")))
        {
            return Unverified;
        }

        var now = constraints.Get("time") as NumberValue ?? NumberValue.Of(call.NowNanoseconds);
        foreach (var name in new[] { "exp", "nbf" })
        {
            if (claims.Get(name) is not { } bound)
            {
                continue;
            }

            if (bound is not NumberValue seconds)
            {
                return call.Fail($"{name} value must be a number");
            }

            var order = DecimalText.Compare(now.ToDecimal(), Nanoseconds(seconds));
            if (name == "exp" ? order >= 0 : order < 0)
            {
                return Unverified;
            }
        }

        return new ArrayValue([BooleanValue.True, header, claims]);
    }

    private static (BigInteger, int) Nanoseconds(NumberValue seconds)
    {
        var (digits, exponent) = seconds.ToDecimal();
        return (digits, exponent + 9);
    }

    private static bool AudienceFits(RegoValue? audience, RegoValue? wanted) => (audience, wanted) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (ArrayValue several, _) => several.Items.Contains(wanted),
        _ => audience.Equals(wanted),
    };
}
