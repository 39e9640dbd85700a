using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Invocation;

/// <summary>components.md 12: <c>clientTLS</c> of an HTTPEndpoint.</summary>
public sealed class EndpointTlsTests
{
    [Fact]
    public async Task Invoke_VendorWithItsOwnRoot_IsTrustedAndSeesOurCertificate()
    {
        using var root = Certificate("root", null);
        using var server = Certificate("localhost", root);
        using var client = Certificate("client", root);
        var (port, subject) = (FreePorts.Next(), "");
        await using var vendor = await TestApp.StartAsync(port, web => web.UseUrls().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
            listen.UseHttps(server, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (given, _, _) => (subject = given.Subject).Length > 0;
            }))));
        vendor.On("/x", 200, "trusted");
        await using var sidecar = await SidecarProcess.StartAsync(Endpoint("vendor", port, root, client) + "---\n" + Endpoint("untrusted", port, null, client));

        var answer = await sidecar.GetAsync("/v1.0/invoke/vendor/method/x");

        Assert.Equal("trusted", await answer.Content.ReadAsStringAsync());
        Assert.Equal("CN=client", subject);
        await (await sidecar.GetAsync("/v1.0/invoke/untrusted/method/x")).IsErrorAsync(500, "ERR_DIRECT_INVOKE");
    }

    private static string Endpoint(string name, int port, X509Certificate2? root, X509Certificate2 client)
    {
        static string Block(string name, string pem) => $"    {name}:\n      value: |\n        {pem.Replace("\n", "\n        ", StringComparison.Ordinal)}\n";
        return $"apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: {name}\nspec:\n  baseUrl: https://localhost:{port}\n  clientTLS:\n"
            + (root is null ? "" : Block("rootCA", root.ExportCertificatePem()))
            + Block("certificate", client.ExportCertificatePem()) + Block("privateKey", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to, Guid.NewGuid().ToByteArray()).CopyWithPrivateKey(key);
    }
}
