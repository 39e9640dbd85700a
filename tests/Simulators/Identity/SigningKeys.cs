using System.Buffers.Text;
using System.Security.Cryptography;

namespace OpenClaw.Simulators.Identity;

/// <summary>An RSA and an EC key at a time. Rotation publishes a new pair and keeps the one before for its last tokens.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<SigningKey> _published = [];
    private int _round;

    public SigningKeys() => Rotate();

    public SigningKey Rsa => Newest("RS256");

    public SigningKey Ec => Newest("ES256");

    public void Rotate()
    {
        lock (_lock)
        {
            _round++;
            _published.Insert(0, new SigningKey($"rsa-{_round}", "RS256", RSA.Create(2048)));
            _published.Insert(0, new SigningKey($"ec-{_round}", "ES256", ECDsa.Create(ECCurve.NamedCurves.nistP256)));
            while (_published.Count > 4)
            {
                _published[^1].Dispose();
                _published.RemoveAt(_published.Count - 1);
            }
        }
    }

    /// <summary>The key set document (RFC 7517).</summary>
    public object ToDocument()
    {
        lock (_lock)
        {
            return new { keys = _published.Select(key => key.ToJwk()).ToArray() };
        }
    }

    public void Dispose()
    {
        foreach (var key in _published)
        {
            key.Dispose();
        }
    }

    private SigningKey Newest(string algorithm)
    {
        lock (_lock)
        {
            return _published.First(key => key.Algorithm == algorithm);
        }
    }
}

internal sealed class SigningKey(string id, string algorithm, AsymmetricAlgorithm key) : IDisposable
{
    private readonly Lock _lock = new();

    public string Id => id;

    public string Algorithm => algorithm;

    public byte[] Sign(byte[] content)
    {
        lock (_lock)
        {
            return key is RSA rsa
                ? rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                : ((ECDsa)key).SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public Dictionary<string, string> ToJwk()
    {
        var jwk = new Dictionary<string, string> { ["kid"] = id, ["alg"] = algorithm, ["use"] = "sig" };
        if (key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(parameters.Modulus);
            jwk["e"] = Base64Url.EncodeToString(parameters.Exponent);
            return jwk;
        }

        var point = ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q;
        jwk["kty"] = "EC";
        jwk["crv"] = "P-256";
        jwk["x"] = Base64Url.EncodeToString(point.X);
        jwk["y"] = Base64Url.EncodeToString(point.Y);
        return jwk;
    }

    public void Dispose() => key.Dispose();
}
