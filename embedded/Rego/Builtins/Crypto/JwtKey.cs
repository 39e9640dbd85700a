using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>A key of a token: RSA, elliptic curve, Ed25519 (raw bytes) or a shared secret.</summary>
internal sealed record JwtKey(RSA? Rsa, ECDsa? Ec, byte[]? Ed25519, byte[]? Secret)
{
    public string? Id { get; init; }

    public string? Algorithm { get; init; }

    /// <summary>The private seed of an Ed25519 key.</summary>
    public byte[]? Seed { get; init; }

    public static JwtKey? FromCertificate(X509Certificate2 certificate)
    {
        if (certificate.GetRSAPublicKey() is { } rsa)
        {
            return new(rsa, null, null, null);
        }

        if (certificate.GetECDsaPublicKey() is { } ec)
        {
            return new(null, ec, null, null);
        }

        return certificate.PublicKey.Oid.Value == "1.3.101.112" ? new(null, null, certificate.PublicKey.EncodedKeyValue.RawData, null) : null;
    }

    public static JwtKey? FromJwk(ObjectValue jwk)
    {
        var key = Text(jwk, "kty") switch
        {
            "oct" => new JwtKey(null, null, null, Bytes(jwk, "k")),
            "RSA" when Bytes(jwk, "n") is not null => new JwtKey(ReadRsa(jwk), null, null, null),
            "EC" when Bytes(jwk, "x") is not null => ReadEc(jwk),
            "OKP" when Bytes(jwk, "x") is { } x => new JwtKey(null, null, x, null) { Seed = Bytes(jwk, "d") },
            _ => null,
        };
        return key is null ? null : key with { Id = Text(jwk, "kid"), Algorithm = Text(jwk, "alg") };
    }

    private static string? Text(ObjectValue jwk, string name) => (jwk.Get(name) as StringValue)?.Value;

    private static byte[]? Bytes(ObjectValue jwk, string name) =>
        Text(jwk, name) is { } text && GoBase64.TryDecode(text, true, out var bytes, out _) ? bytes : null;

    private static RSA ReadRsa(ObjectValue jwk)
    {
        var modulus = Bytes(jwk, "n")!;
        var parameters = new RSAParameters { Modulus = modulus, Exponent = Bytes(jwk, "e") };
        if (Bytes(jwk, "d") is { } d)
        {
            var half = (modulus.Length + 1) / 2;
            parameters.D = Fit(d, modulus.Length);
            parameters.P = Fit(Bytes(jwk, "p"), half);
            parameters.Q = Fit(Bytes(jwk, "q"), half);
            parameters.DP = Fit(Bytes(jwk, "dp"), half);
            parameters.DQ = Fit(Bytes(jwk, "dq"), half);
            parameters.InverseQ = Fit(Bytes(jwk, "qi"), half);
        }

        return RSA.Create(parameters);
    }

    private static JwtKey? ReadEc(ObjectValue jwk)
    {
        var (curve, size) = Text(jwk, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, 66),
            _ => (default, 0),
        };
        if (size == 0)
        {
            return null;
        }

        var point = new ECPoint { X = Fit(Bytes(jwk, "x"), size), Y = Fit(Bytes(jwk, "y"), size) };
        return new(null, ECDsa.Create(new ECParameters { Curve = curve, Q = point, D = Bytes(jwk, "d") is { } d ? Fit(d, size) : null }), null, null);
    }

    /// <summary>Numbers come with or without leading zeros; the platform wants their full width.</summary>
    private static byte[]? Fit(byte[]? bytes, int size)
    {
        if (bytes is null || bytes.Length == size)
        {
            return bytes;
        }

        var result = new byte[size];
        var source = bytes.Length > size ? bytes[^size..] : bytes;
        source.CopyTo(result, size - source.Length);
        return result;
    }
}
