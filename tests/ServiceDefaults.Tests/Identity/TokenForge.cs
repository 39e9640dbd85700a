using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OpenClaw.ServiceDefaults.Identity.Tokens;

namespace OpenClaw.ServiceDefaults.Tests.Identity;

/// <summary>Makes tokens with any header and payload, signed with keys that the verifier knows or does not.</summary>
internal sealed class TokenForge : IVerificationKeys, IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _strangers = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public int Generation => 1;

    public ValueTask<VerificationKey?> FindAsync(string? keyId, string algorithm, CancellationToken cancellationToken) =>
        ValueTask.FromResult(keyId switch
        {
            "rsa" => VerificationKey.Rsa("rsa", _rsa.ExportParameters(includePrivateParameters: false)),
            "ec" => VerificationKey.EcP256("ec", _ec.ExportParameters(includePrivateParameters: false).Q),
            _ => null,
        });

    public string Ec(string payload, string header = """{"alg":"ES256","kid":"ec"}""") => Sign(header, payload, Ec);

    public string Rsa(string payload, string header = """{"alg":"RS256","kid":"rsa"}""") =>
        Sign(header, payload, content => _rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string Stranger(string payload) => Sign("""{"alg":"ES256","kid":"ec"}""", payload,
        content => _strangers.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>The public key used as an HMAC secret, under an asymmetric and under a symmetric name.</summary>
    public string Confused(string payload, string algorithm) => Sign($$"""{"alg":"{{algorithm}}","kid":"rsa"}""", payload,
        content => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), content));

    public string DerSignature(string payload) => Sign("""{"alg":"ES256","kid":"ec"}""", payload,
        content => _ec.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
        _strangers.Dispose();
    }

    private byte[] Ec(byte[] content) => _ec.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
