using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OpenClaw.ServiceDefaults.Identity.Tokens;

/// <summary>
/// A public key with the one algorithm it may be used with: the header of a token never chooses (RFC 8725 3.1).
/// </summary>
public sealed class VerificationKey
{
    private const int MinRsaBits = 2048;

    // Instances of the framework's key types must not be shared by threads; each verification borrows one.
    private readonly ConcurrentBag<AsymmetricAlgorithm> _idle = [];
    private readonly Func<AsymmetricAlgorithm> _create;

    private VerificationKey(string id, string algorithm, Func<AsymmetricAlgorithm> create)
    {
        Id = id;
        Algorithm = algorithm;
        _create = create;
    }

    public string Id { get; }

    public string Algorithm { get; }

    /// <exception cref="CryptographicException">The parameters are no RSA key of at least 2048 bits.</exception>
    public static VerificationKey Rsa(string id, RSAParameters parameters) => Rsa(id, SignatureAlgorithm.Rs256, parameters);

    /// <summary>The same key type with probabilistic padding; a key is for one of both (RFC 8725 3.5).</summary>
    /// <exception cref="CryptographicException">The parameters are no RSA key of at least 2048 bits.</exception>
    public static VerificationKey RsaPss(string id, RSAParameters parameters) => Rsa(id, SignatureAlgorithm.Ps256, parameters);

    private static VerificationKey Rsa(string id, string algorithm, RSAParameters parameters)
    {
        if (parameters.Modulus is null || parameters.Modulus.Length * 8 < MinRsaBits)
        {
            throw new CryptographicException($"RSA keys below {MinRsaBits} bits are not accepted.");
        }

        var key = new VerificationKey(id, algorithm, () => RSA.Create(parameters));
        key._idle.Add(key._create());
        return key;
    }

    /// <exception cref="CryptographicException">The parameters are no point on P-256.</exception>
    public static VerificationKey EcP256(string id, ECPoint point)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
        parameters.Validate();
        var key = new VerificationKey(id, SignatureAlgorithm.Es256, () => ECDsa.Create(parameters));
        key._idle.Add(key._create());
        return key;
    }

    public bool Verify(ReadOnlySpan<byte> signedBytes, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryTake(out var algorithm))
        {
            algorithm = _create();
        }

        try
        {
            return algorithm switch
            {
                RSA rsa => rsa.VerifyData(signedBytes, signature, HashAlgorithmName.SHA256, Algorithm == SignatureAlgorithm.Ps256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
                ECDsa ecdsa => ecdsa.VerifyData(signedBytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
        finally
        {
            _idle.Add(algorithm);
        }
    }
}
