using System.Text.Json;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Checks one token against the keys and expectations of one issuer (RFC 7519, RFC 8725).</summary>
public static class JwtValidator
{
    private const double LatestTime = 253402300799; // 9999-12-31, the end of what DateTimeOffset can hold
    private static readonly string[] KnownTypes = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>The token, or null and a fault that is fit for logs but not for the sender.</summary>
    public static async ValueTask<(ValidatedToken? Token, string? Fault)> ValidateAsync(
        string token,
        IVerificationKeys keys,
        TokenExpectations expectations,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (token.Length > expectations.MaxLength)
        {
            return (null, "it is too long");
        }

        if (JwtReader.Read(token) is not { } parts)
        {
            return (null, "it is not a signed token in compact form");
        }

        if (HeaderFault(parts.Header, out var algorithm, out var keyId) is { } headerFault)
        {
            return (null, headerFault);
        }

        var key = await keys.FindAsync(keyId, algorithm, cancellationToken);
        if (key is null || key.Algorithm != algorithm)
        {
            return (null, "no key of its issuer fits");
        }

        if (!key.Verify(parts.SignedBytes, parts.Signature))
        {
            return (null, "the signature is wrong");
        }

        return Accept(parts.Payload, expectations, now, key.Id);
    }

    /// <summary>
    /// Who a token says it comes from, before anything is checked: good for choosing whose keys to check it with, and for
    /// nothing else. Null when it cannot be read.
    /// </summary>
    public static string? IssuerOf(string token) =>
        token.Length <= TokenExpectations.LongestToken && JwtReader.Read(token) is { } parts ? Text(parts.Payload, "iss") : null;

    private static string? HeaderFault(JsonElement header, out string algorithm, out string? keyId)
    {
        algorithm = Text(header, "alg") ?? "";
        keyId = Text(header, "kid");
        if (algorithm is not (SignatureAlgorithm.Rs256 or SignatureAlgorithm.Es256 or SignatureAlgorithm.Ps256))
        {
            return "its algorithm is not accepted";
        }

        // Nothing critical is understood here, and unencoded payloads are signed differently (RFC 7515 4.1.11, RFC 7797).
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
        {
            return "it demands an extension";
        }

        if (header.TryGetProperty("kid", out _) && keyId is not { Length: > 0 and <= 256 })
        {
            return "its key id is not usable";
        }

        return header.TryGetProperty("typ", out _) && !KnownTypes.Contains(Text(header, "typ"), StringComparer.OrdinalIgnoreCase)
            ? "it is another kind of token"
            : null;
    }

    private static (ValidatedToken? Token, string? Fault) Accept(
        JsonElement claims, TokenExpectations expectations, DateTimeOffset now, string keyId)
    {
        if (Text(claims, "iss") is not { } issuer || !string.Equals(issuer, expectations.Issuer, StringComparison.Ordinal))
        {
            return (null, "the issuer is another");
        }

        if (!IsFor(claims, expectations.Audiences))
        {
            return (null, "it is meant for another audience");
        }

        if (TimeFault(claims, expectations, now, out var issuedAt, out var expiresAt) is { } timeFault)
        {
            return (null, timeFault);
        }

        return Text(claims, "sub") is { Length: > 0 and <= 255 } subject
            ? (new ValidatedToken(claims, issuer, subject, issuedAt, expiresAt, keyId), null)
            : (null, "it names no subject");
    }

    private static bool IsFor(JsonElement claims, IReadOnlyList<string> audiences)
    {
        if (!claims.TryGetProperty("aud", out var audience))
        {
            return false;
        }

        return audience.ValueKind switch
        {
            JsonValueKind.String => audiences.Contains(audience.GetString()!, StringComparer.Ordinal),
            JsonValueKind.Array => audience.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                && audience.EnumerateArray().Any(item => audiences.Contains(item.GetString()!, StringComparer.Ordinal)),
            _ => false,
        };
    }

    private static string? TimeFault(
        JsonElement claims, TokenExpectations expectations, DateTimeOffset now, out DateTimeOffset issuedAt, out DateTimeOffset expiresAt)
    {
        (issuedAt, expiresAt) = (default, default);
        var skew = expectations.ClockSkew;
        if (!TryTime(claims, "exp", out var exp) || exp is not { } expires || !TryTime(claims, "iat", out var iat) || iat is not { } issued)
        {
            return "exp or iat is missing or no time";
        }

        if (!TryTime(claims, "nbf", out var nbf))
        {
            return "nbf is no time";
        }

        (issuedAt, expiresAt) = (issued, expires);
        return expires + skew <= now ? "it has expired"
            : issued > now + skew ? "it was issued in the future"
            : issued + expectations.MaxAge + skew <= now ? "it is too old"
            : nbf > now + skew ? "it is not valid yet"
            : null;
    }

    /// <summary>False when the claim exists and is no time; absent is null.</summary>
    private static bool TryTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(seconds is >= 0 and <= LatestTime - 86400))
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds));
        return true;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
