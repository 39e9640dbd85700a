using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Bindings;

/// <summary>The <c>MTLS…</c> settings of <c>bindings.http</c>: PEM text, or the path of a PEM file.</summary>
internal static class HttpBindingTls
{
    public static void Apply(SocketsHttpHandler handler, ComponentMetadata metadata)
    {
        try
        {
            if (metadata.Text("MTLSRootCA") is { } root)
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPem(Pem(root));
                handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, roots);
            }
            var (certificate, key) = (metadata.Text("MTLSClientCert"), metadata.Text("MTLSClientKey"));
            if (certificate is null != key is null)
            {
                throw new ResourceException($"component {metadata.Component}: MTLSClientCert and MTLSClientKey belong together");
            }
            if (certificate is not null)
            {
                handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(Pem(certificate), Pem(key!))];
            }
            handler.SslOptions.AllowRenegotiation = metadata.Text("MTLSRenegotiation") is not (null or "RenegotiateNever");
        }
        catch (Exception error) when (error is CryptographicException or IOException)
        {
            throw new ResourceException($"component {metadata.Component}: the MTLS settings cannot be used: {error.Message}", error);
        }
    }

    private static string Pem(string text) => text.Contains("-----BEGIN", StringComparison.Ordinal) ? text : File.ReadAllText(text);

    /// <summary>Only the configured roots count, and the name must fit.</summary>
    internal static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (certificate is not X509Certificate2 presented || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(presented);
    }
}
