using System.Security.Cryptography;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>Signs and verifies by the names of RFC 7518 and RFC 8037.</summary>
internal static class JwtAlgorithm
{
    public static readonly string[] Names =
        ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

    /// <summary>False also when the key is of another kind.</summary>
    public static bool Verify(string name, JwtKey key, byte[] data, byte[] signature)
    {
        if (name == "EdDSA")
        {
            return key.Ed25519 is not null && Ed25519.Verify(key.Ed25519, data, signature);
        }

        var hash = Hash(name);
        return name[..2] switch
        {
            "HS" => key.Secret is not null && CryptographicOperations.FixedTimeEquals(Mac(hash, key.Secret, data), signature),
            "RS" => key.Rsa is not null && key.Rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1),
            "PS" => key.Rsa is not null && key.Rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pss),
            _ => key.Ec is not null && key.Ec.VerifyData(data, signature, hash),
        };
    }

    /// <summary>Null when the key cannot sign with the algorithm.</summary>
    public static byte[]? Sign(string name, JwtKey key, byte[] data)
    {
        if (name == "EdDSA")
        {
            return key.Seed is null ? null : Ed25519.Sign(key.Seed, data);
        }

        var hash = Hash(name);
        return name[..2] switch
        {
            "HS" when key.Secret is not null => Mac(hash, key.Secret, data),
            "RS" when key.Rsa is not null => key.Rsa.SignData(data, hash, RSASignaturePadding.Pkcs1),
            "PS" when key.Rsa is not null => key.Rsa.SignData(data, hash, RSASignaturePadding.Pss),
            "ES" when key.Ec is not null => key.Ec.SignData(data, hash),
            _ => null,
        };
    }

    private static HashAlgorithmName Hash(string name) => name[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private static byte[] Mac(HashAlgorithmName hash, byte[] key, byte[] data) =>
        hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, data)
        : hash == HashAlgorithmName.SHA384 ? HMACSHA384.HashData(key, data)
        : HMACSHA512.HashData(key, data);
}
