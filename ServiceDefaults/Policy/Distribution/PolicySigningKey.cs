using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Policy;

/// <summary>The policy service's private key (ES256). Nobody else has it; tests sign with one of their own.</summary>
public sealed class PolicySigningKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _signing = new();

    /// <exception cref="CryptographicException">The text holds no P-256 private key.</exception>
    public PolicySigningKey(string pem)
    {
        _key = EcKeys.ReadPrivate(pem);
        Id = EcKeys.IdOf(_key);
    }

    /// <summary>The key id in every signature: derived from the key, so that nobody has to configure it.</summary>
    public string Id { get; }

    /// <summary>A compact JWS of these claims.</summary>
    /// <param name="type">What is signed, so that one kind of statement cannot pass for another.</param>
    public string Sign(string? type, JsonElement claims)
    {
        var header = new Dictionary<string, string> { ["alg"] = SignatureAlgorithm.Es256, ["kid"] = Id };
        if (type is not null)
        {
            header["typ"] = type;
        }

        var content = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        lock (_signing)
        {
            return $"{content}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
        }
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
