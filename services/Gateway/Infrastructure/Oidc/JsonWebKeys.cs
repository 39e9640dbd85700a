using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.Gateway.Infrastructure.Oidc;

/// <summary>Reads a key set (RFC 7517 5). Keys of other kinds, uses or strengths are left out, never bent to fit.</summary>
internal static class JsonWebKeys
{
    public static IReadOnlyList<VerificationKey> Read(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. keys.EnumerateArray().Select(ReadKey).OfType<VerificationKey>()];
    }

    private static VerificationKey? ReadKey(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Text(key, "use") is not (null or "sig"))
        {
            return null;
        }

        var (id, algorithm) = (Text(key, "kid") ?? "", Text(key, "alg"));
        try
        {
            return Text(key, "kty") switch
            {
                "RSA" when algorithm is null or SignatureAlgorithm.Rs256 =>
                    VerificationKey.Rsa(id, new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }),
                "RSA" when algorithm == SignatureAlgorithm.Ps256 =>
                    VerificationKey.RsaPss(id, new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }),
                "EC" when Text(key, "crv") == "P-256" && algorithm is null or SignatureAlgorithm.Es256 =>
                    VerificationKey.EcP256(id, new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") }),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name) ?? "");

    private static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
