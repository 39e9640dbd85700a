using System.Security.Cryptography;
using System.Text.Json;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The public keys whose signatures count: one, or two while the key changes.</summary>
public sealed class PolicyTrust
{
    private readonly IReadOnlyList<VerificationKey> _keys;

    /// <param name="pem">One or more PUBLIC KEY blocks.</param>
    /// <exception cref="CryptographicException">The text holds no, or not only, P-256 public keys.</exception>
    public PolicyTrust(string pem) => _keys = EcKeys.ReadPublic(pem);

    /// <summary>The claims of a compact JWS that one of the keys signed.</summary>
    /// <exception cref="PolicySealException">It is no such thing.</exception>
    public JsonElement Verify(string? type, string token)
    {
        if (JwtReader.Read(token) is not { } parts)
        {
            throw new PolicySealException("the signature is no token");
        }

        if (Text(parts.Header, "alg") != SignatureAlgorithm.Es256 || Text(parts.Header, "typ") != type || parts.Header.TryGetProperty("crit", out _))
        {
            throw new PolicySealException("the signature is of another kind");
        }

        var id = Text(parts.Header, "kid");
        var key = _keys.FirstOrDefault(known => known.Id == id) ?? throw new PolicySealException($"the key '{id}' is not known");
        return key.Verify(parts.SignedBytes, parts.Signature) ? parts.Payload : throw new PolicySealException("the signature is wrong");
    }

    private static string? Text(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
