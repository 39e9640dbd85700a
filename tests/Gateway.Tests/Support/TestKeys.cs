using System.Security.Cryptography;

namespace OpenClaw.Gateway.Tests.Support;

/// <summary>A key pair for internal tokens.</summary>
public sealed class TestKeys
{
    public TestKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SigningKey = key.ExportPkcs8PrivateKeyPem();
        PublicKey = key.ExportSubjectPublicKeyInfoPem();
    }

    public string SigningKey { get; }

    public string PublicKey { get; }
}
