using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Mints internal tokens (ES256). The gateway holds one; tests mint with a key of their own.</summary>
public sealed class InternalTokenMinter : IDisposable
{
    private readonly ECDsa _key;
    private readonly InternalTokenOptions _options;
    private readonly TimeProvider _time;
    private readonly string _header;
    private readonly Lock _signing = new();

    /// <exception cref="CryptographicException">The text holds no P-256 private key.</exception>
    public InternalTokenMinter(string signingKeyPem, InternalTokenOptions options, TimeProvider time)
    {
        _key = EcKeys.ReadPrivate(signingKeyPem);
        _options = options;
        _time = time;
        _header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["alg"] = SignatureAlgorithm.Es256,
            ["typ"] = "JWT",
            ["kid"] = EcKeys.IdOf(_key),
        }));
    }

    public (string Token, DateTimeOffset ExpiresAt) Mint(Caller caller)
    {
        var now = _time.GetUtcNow();
        var expiresAt = now + _options.Lifetime;
        var content = $"{_header}.{Base64Url.EncodeToString(Claims(caller, now, expiresAt))}";
        byte[] signature;
        lock (_signing)
        {
            signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        return ($"{content}.{Base64Url.EncodeToString(signature)}", expiresAt);
    }

    public void Dispose() => _key.Dispose();

    private byte[] Claims(Caller caller, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = _options.Issuer,
            ["aud"] = _options.Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
            [InternalClaims.Subject] = caller.UserId,
            [InternalClaims.Tenant] = caller.TenantId,
            [InternalClaims.Role] = caller.Roles,
        };
        AddIfPresent(claims, InternalClaims.OrgUnit, caller.OrgUnit);
        AddIfPresent(claims, InternalClaims.Team, caller.TeamId);
        AddIfPresent(claims, InternalClaims.Name, caller.DisplayName);
        if (caller.Scopes is { Count: > 0 } scopes)
        {
            claims[InternalClaims.Scope] = scopes;
        }

        return JsonSerializer.SerializeToUtf8Bytes(claims);
    }

    private static void AddIfPresent(Dictionary<string, object> claims, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            claims[name] = value;
        }
    }
}
