using System.Buffers.Text;
using System.Security.Cryptography;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>Reads P-256 keys from PEM and names them.</summary>
internal static class EcKeys
{
    private const string PublicLabel = "PUBLIC KEY";

    /// <summary>Every public key in the text; other PEM blocks are refused.</summary>
    /// <exception cref="CryptographicException">The text holds no, or not only, P-256 public keys.</exception>
    public static IReadOnlyList<VerificationKey> ReadPublic(string pem)
    {
        var keys = new List<VerificationKey>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (!rest[fields.Label].SequenceEqual(PublicLabel))
            {
                throw new CryptographicException("Only PUBLIC KEY blocks are expected.");
            }

            using var key = ECDsa.Create();
            key.ImportFromPem(rest[fields.Location]);
            keys.Add(VerificationKey.EcP256(IdOf(key), key.ExportParameters(includePrivateParameters: false).Q));
            rest = rest[fields.Location.End..];
        }

        return keys.Count > 0 ? keys : throw new CryptographicException("There is no PUBLIC KEY block.");
    }

    /// <exception cref="CryptographicException">The text holds no P-256 private key.</exception>
    public static ECDsa ReadPrivate(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var parameters = key.ExportParameters(includePrivateParameters: true);
            return parameters.D is not null && parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? key
                : throw new CryptographicException("A private P-256 key is expected.");
        }
        catch (ArgumentException exception)
        {
            key.Dispose();
            throw new CryptographicException("The text is no PEM key.", exception);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Both ends derive the same id from the key itself, so no id has to be configured.</summary>
    public static string IdOf(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 12));
}
