using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OpenClaw.Sidecar.Resources;

namespace OpenClaw.Sidecar.Components;

/// <summary><c>clientTLS</c> of an HTTPEndpoint: whom to trust and who we are.</summary>
internal sealed record EndpointTls(X509Certificate2Collection? Roots, X509Certificate2? Certificate)
{
    /// <exception cref="ResourceException">A value is not PEM.</exception>
    public static EndpointTls? From(string endpoint, IReadOnlyDictionary<string, string> values)
    {
        string? Text(string name) => values.TryGetValue(name, out var text) && text.Length > 0 ? text : null;
        try
        {
            X509Certificate2Collection? roots = null;
            if (Text("rootCA") is { } root)
            {
                roots = [];
                roots.ImportFromPem(root);
            }
            // Through PKCS#12, because TLS on some systems takes no key that lives in memory only.
            var certificate = Text("certificate") is { } own && Text("privateKey") is { } key
                ? X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPem(own, key).Export(X509ContentType.Pkcs12), null)
                : null;
            return roots is null && certificate is null ? null : new EndpointTls(roots, certificate);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new ResourceException($"HTTPEndpoint {endpoint}: clientTLS cannot be read: {error.Message}", error);
        }
    }
}
