using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Bindings;

/// <summary><c>bindings.http</c> with certificates on both sides.</summary>
public sealed class MutualTlsTests
{
    [Fact]
    public async Task Mtls_ShowsTheClientCertificate_AndTrustsTheConfiguredRootOnly()
    {
        using var authority = TestCertificates.Authority();
        using var server = TestCertificates.Issue(authority, "localhost");
        using var client = TestCertificates.Issue(authority, "caller");
        using var stranger = TestCertificates.Authority();
        var port = FreePorts.Next();
        await using var target = (await TestApp.StartAsync(FreePorts.Next(), host => host.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = server;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Thumbprint == client.Thumbprint;
        }))))).On("/hello", 200, "1");
        (string, string)[] mine = [("url", $"https://localhost:{port}/hello"), ("MTLSClientCert", client.ExportCertificatePem()), ("MTLSClientKey", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())];
        await using var sidecar = await SidecarProcess.StartAsync(Yaml.Join(
            Yaml.Component("right", "bindings.http", [.. mine, ("MTLSRootCA", authority.ExportCertificatePem())]),
            Yaml.Component("wrong", "bindings.http", [.. mine, ("MTLSRootCA", stranger.ExportCertificatePem())])));

        var right = await sidecar.PostAsync("/v1.0/bindings/right", """{"operation":"get"}""");
        var wrong = await sidecar.PostAsync("/v1.0/bindings/wrong", """{"operation":"get"}""");

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        await wrong.IsErrorAsync(500, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Fact]
    public async Task Mtls_WithACertificateThatIsNone_StopsTheStart()
    {
        var output = await SidecarProcess.StartFailsAsync(new SidecarSettings
        {
            Resources = Yaml.Component("web", "bindings.http", ("url", "https://localhost"), ("MTLSClientCert", "-----BEGIN nonsense"), ("MTLSClientKey", "-----BEGIN nonsense")),
        });

        Assert.Contains("web", output);
    }
}
