using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sidecar.Resources;
using RabbitMQ.Client;

namespace OpenClaw.Sidecar.PubSub.RabbitMq;

/// <summary>TLS to an <c>amqps</c> broker: its authority, a certificate of our own, and signing in with it. All as PEM text.</summary>
internal sealed record RabbitMqTls(X509Certificate2? Authority, X509Certificate2? Own, bool SignIn)
{
    /// <param name="signIn">The setting's name: it differs between the pub/sub component and the binding.</param>
    public static RabbitMqTls From(ComponentMetadata metadata, string signIn = "saslExternal")
    {
        var (authority, certificate, key) = (metadata.Text("caCert"), metadata.Text("clientCert"), metadata.Text("clientKey"));
        var external = metadata.Bool(signIn, false);
        if (external && (authority is null || certificate is null || key is null))
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"{signIn}\" can only be true when caCert, clientCert and clientKey are set");
        }
        if (certificate is null != key is null)
        {
            throw new ResourceException($"component {metadata.Component}: metadata \"clientCert\" and \"clientKey\" belong together");
        }
        try
        {
            return new RabbitMqTls(
                authority is null ? null : X509Certificate2.CreateFromPem(authority),
                certificate is null ? null : Usable(X509Certificate2.CreateFromPem(certificate, key)),
                external);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ResourceException($"component {metadata.Component}: a certificate or key cannot be read: {error.Message}");
        }
    }

    public void Apply(ConnectionFactory factory)
    {
        if (Own is not null)
        {
            factory.Ssl.Certs = [Own];
        }
        if (Authority is not null)
        {
            factory.Ssl.CertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors);
        }
        if (SignIn)
        {
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
        }
    }

    /// <summary>The authority of the metadata instead of the machine's; the name must be right all the same.</summary>
    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var remote = new X509Certificate2(certificate);
        return chain.Build(remote);
    }

    /// <summary>A key that lives in memory only cannot be used for TLS on every platform; through PKCS#12 it can.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }
}
