using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpenClaw.Simulators.Identity;

/// <summary>Writes signed tokens, and on request the broken ones that a careless verifier would believe.</summary>
internal sealed class TokenWriter(SigningKeys keys, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<string> Variants { get; } =
    [
        "expired", "not-yet-valid", "future-issued", "foreign-audience", "no-audience", "wrong-issuer", "alg-none", "alg-hs256",
        "unknown-kid", "forged", "no-subject", "no-tenant", "no-expiry", "duplicate-claim", "crit",
    ];

    public string Access(Person person, string issuer, string audience, string? variant = null)
    {
        var claims = Claims(person, issuer, audience);
        claims["scope"] = "openid profile email groups";
        Bend(claims, variant);
        return Write(claims, keys.Ec, variant);
    }

    public string Identity(Person person, string issuer, string clientId, string? nonce)
    {
        var claims = Claims(person, issuer, clientId);
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        return Write(claims, keys.Rsa, null);
    }

    private Dictionary<string, object> Claims(Person person, string issuer, string audience)
    {
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["sub"] = person.Id,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7().ToString("N"),
            ["tenant"] = person.Tenant,
            ["name"] = person.Name,
            ["email"] = person.Email,
            ["groups"] = new[] { person.Group },
            ["org_unit"] = person.OrgUnit,
        };
        if (person.Team is not null)
        {
            claims["team"] = person.Team;
        }

        return claims;
    }

    private void Bend(Dictionary<string, object> claims, string? variant)
    {
        var now = time.GetUtcNow();
        switch (variant)
        {
            case "expired": claims["exp"] = now.AddMinutes(-10).ToUnixTimeSeconds(); break;
            case "not-yet-valid": claims["nbf"] = now.AddMinutes(10).ToUnixTimeSeconds(); break;
            case "future-issued": claims["iat"] = now.AddMinutes(10).ToUnixTimeSeconds(); break;
            case "foreign-audience": claims["aud"] = "some-other-client"; break;
            case "no-audience": claims.Remove("aud"); break;
            case "wrong-issuer": claims["iss"] = "https://login.elsewhere.example"; break;
            case "no-subject": claims["sub"] = ""; break;
            case "no-tenant": claims.Remove("tenant"); break;
            case "no-expiry": claims.Remove("exp"); break;
        }
    }

    private static string Write(Dictionary<string, object> claims, SigningKey key, string? variant)
    {
        var header = new Dictionary<string, object> { ["alg"] = key.Algorithm, ["typ"] = "JWT", ["kid"] = key.Id };
        switch (variant)
        {
            case "alg-none": header["alg"] = "none"; break;
            case "alg-hs256": header["alg"] = "HS256"; break;
            case "unknown-kid": header["kid"] = "nobody-has-this"; break;
            case "crit": header["crit"] = new[] { "exp" }; break;
        }

        var payload = JsonSerializer.Serialize(claims);
        if (variant == "duplicate-claim")
        {
            payload = payload[..^1] + ",\"sub\":\"eve\"}";
        }

        var content = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header)) + "."
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return content + "." + Base64Url.EncodeToString(Sign(content, key, variant));
    }

    private static byte[] Sign(string content, SigningKey key, string? variant)
    {
        var bytes = Encoding.ASCII.GetBytes(content);
        if (variant == "alg-none")
        {
            return [];
        }

        if (variant == "alg-hs256")
        {
            // The classic confusion: the published key text as an HMAC secret.
            return HMACSHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(key.ToJwk())), bytes);
        }

        var signature = key.Sign(bytes);
        if (variant == "forged")
        {
            signature[5] ^= 0xFF;
        }

        return signature;
    }
}
