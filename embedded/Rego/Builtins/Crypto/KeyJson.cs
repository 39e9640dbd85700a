using System.Numerics;
using System.Security.Cryptography;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>Private keys as Go's JSON of them, or as JWK.</summary>
internal static class KeyJson
{
    public static AsymmetricAlgorithm? Read(string label, byte[] der)
    {
        switch (label)
        {
            case "RSA PRIVATE KEY":
                var rsa = RSA.Create();
                rsa.ImportRSAPrivateKey(der, out _);
                return rsa;
            case "EC PRIVATE KEY":
                var ec = ECDsa.Create();
                ec.ImportECPrivateKey(der, out _);
                return ec;
            case "PRIVATE KEY":
                return ReadPkcs8(der);
            default:
                return null;
        }
    }

    public static RegoValue Write(AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            var p = rsa.ExportParameters(true);
            return ObjectValue.Of(("D", Big(p.D)), ("E", Big(p.Exponent)), ("N", Big(p.Modulus)), ("Primes", new ArrayValue([Big(p.P), Big(p.Q)])),
                ("Precomputed", ObjectValue.Of(("CRTValues", NullValue.Instance), ("Dp", Big(p.DP)), ("Dq", Big(p.DQ)), ("Qinv", Big(p.InverseQ)))));
        }

        var e = ((ECDsa)key).ExportParameters(true);
        return ObjectValue.Of(("Curve", ObjectValue.Empty), ("D", Big(e.D)), ("X", Big(e.Q.X)), ("Y", Big(e.Q.Y)));
    }

    public static RegoValue Jwk(AsymmetricAlgorithm key)
    {
        if (key is not RSA rsa)
        {
            return ObjectValue.Empty;
        }

        var p = rsa.ExportParameters(true);
        return ObjectValue.Of(("kty", Operands.Value("RSA")), ("n", Url(p.Modulus)), ("e", Url(p.Exponent)), ("d", Url(p.D)), ("p", Url(p.P)), ("q", Url(p.Q)),
            ("dp", Url(p.DP)), ("dq", Url(p.DQ)), ("qi", Url(p.InverseQ)));
    }

    private static AsymmetricAlgorithm? ReadPkcs8(byte[] der)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(der, out _);
            return rsa;
        }
        catch (CryptographicException)
        {
            // The same label is used for elliptic curves.
            rsa.Dispose();
            var ec = ECDsa.Create();
            ec.ImportPkcs8PrivateKey(der, out _);
            return ec;
        }
    }

    private static NumberValue Big(byte[]? bytes) => NumberValue.Of(new BigInteger(bytes, isUnsigned: true, isBigEndian: true));

    private static RegoValue Url(byte[]? bytes) => Operands.Value(GoBase64.EncodeUrl(bytes, false));
}
