using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Rego.Values;

namespace OpenClaw.Rego.Builtins.Crypto;

/// <summary>Reads verification keys: PEM certificate, PEM key, JWK or JWK set.</summary>
internal static class JwtKeys
{
    public static IReadOnlyList<JwtKey>? Read(string text, out string error)
    {
        error = "";
        if (PemEncoding.TryFind(text, out var fields))
        {
            if (text[fields.Location.End..].Trim('\r', '\n').Length > 0)
            {
                error = "extra data after a PEM certificate block";
                return null;
            }

            return ReadPem(text[fields.Label], Convert.FromBase64String(text[fields.Base64Data]), out error) is { } key ? [key] : null;
        }

        return ReadJwk(text, out error);
    }

    private static JwtKey? ReadPem(string label, byte[] der, out string error)
    {
        error = "";
        try
        {
            switch (label)
            {
                case "CERTIFICATE":
                    using (var certificate = X509CertificateLoader.LoadCertificate(der))
                    {
                        return JwtKey.FromCertificate(certificate);
                    }

                case "PUBLIC KEY":
                    return ReadPublicKey(der);
                default:
                    error = "failed to extract a Key from the PEM certificate";
                    return null;
            }
        }
        catch (CryptographicException failure)
        {
            error = label == "CERTIFICATE" ? $"failed to parse a PEM certificate: {failure.Message}" : $"failed to parse a PEM public key: {failure.Message}";
            return null;
        }
    }

    private static JwtKey ReadPublicKey(byte[] der)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(der, out _);
        if (key.Oid.Value == "1.3.101.112")
        {
            return new(null, null, key.EncodedKeyValue.RawData, null);
        }

        return key.GetRSAPublicKey() is { } rsa ? new(rsa, null, null, null) : new(null, key.GetECDsaPublicKey(), null, null);
    }

    private static List<JwtKey>? ReadJwk(string text, out string error)
    {
        error = "failed to parse a JWK key (set)";
        if (!EncodingFunctions.TryJson(text, out var value, out var reason) || value is not ObjectValue obj)
        {
            error = $"{error}: {reason}";
            return null;
        }

        var sources = obj.Get("keys") is ArrayValue set ? set.Items : [obj];
        var keys = new List<JwtKey>();
        foreach (var source in sources)
        {
            try
            {
                if (source is not ObjectValue jwk || JwtKey.FromJwk(jwk) is not { } key)
                {
                    return null;
                }

                keys.Add(key);
            }
            catch (CryptographicException failure)
            {
                error = $"{error}: {failure.Message}";
                return null;
            }
        }

        error = "";
        return keys;
    }
}
