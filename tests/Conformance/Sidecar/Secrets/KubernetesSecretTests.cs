using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Conformance.Secrets;

/// <summary><c>secretstores.kubernetes</c> against an API server of the test's own, with token and certificate authority.</summary>
public sealed class KubernetesSecretTests(KubernetesSecretTests.Fixture fixture) : IClassFixture<KubernetesSecretTests.Fixture>
{
    private const string Token = "service-account-token";

    public sealed class Fixture : SidecarFixture
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sidecar-conformance-cluster-");

        public TestApp Server { get; private set; } = null!;

        protected override async Task<SidecarSettings> SettingsAsync()
        {
            using var authority = TestCertificates.Authority();
            using var stranger = TestCertificates.Authority();
            var certificate = TestCertificates.Issue(authority, "localhost");
            var port = FreePorts.Next();
            Server = await TestApp.StartAsync(FreePorts.Next(), host => host.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseHttps(certificate))));
            Serve("/api/v1/namespaces/prod/secrets/db", Secret("db", ("user", "u"), ("password", "p")));
            Serve("/api/v1/namespaces/other/secrets/db", Secret("db", ("user", "elsewhere")));
            Serve("/api/v1/namespaces/prod/secrets", $$"""{"kind":"SecretList","items":[{{Secret("db", ("user", "u"))}},{{Secret("empty")}}]}""");
            var right = KubeConfig("right", port, authority.ExportCertificatePem(), Token);
            var untrusted = KubeConfig("untrusted", port, stranger.ExportCertificatePem(), Token);
            var refused = KubeConfig("refused", port, authority.ExportCertificatePem(), "another-token");
            return new SidecarSettings
            {
                Resources = Yaml.Join(
                    Yaml.Component("cluster", "secretstores.kubernetes", ("kubeconfigPath", right)),
                    Yaml.Component("elsewhere", "secretstores.kubernetes", ("kubeconfigPath", right), ("defaultNamespace", "other")),
                    Yaml.Component("untrusted", "secretstores.kubernetes", ("kubeconfigPath", untrusted)),
                    Yaml.Component("refused", "secretstores.kubernetes", ("kubeconfigPath", refused))),
                Environment = new Dictionary<string, string> { ["NAMESPACE"] = "prod" },
            };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (Server is not null)
            {
                await Server.DisposeAsync();
            }
            _folder.Delete(recursive: true);
        }

        private void Serve(string path, string body) => Server.On(path, (context, call) =>
        {
            context.Response.StatusCode = call.Headers.GetValueOrDefault("Authorization") == "Bearer " + Token ? 200 : 401;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(context.Response.StatusCode == 200 ? body : """{"kind":"Status","code":401}""");
        });

        private static string Secret(string name, params (string Key, string Value)[] data) => JsonSerializer.Serialize(new
        {
            kind = "Secret",
            metadata = new { name },
            data = data.ToDictionary(pair => pair.Key, pair => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pair.Value))),
        });

        private string KubeConfig(string name, int port, string authority, string token)
        {
            var file = Path.Combine(_folder.FullName, name);
            File.WriteAllText(file, $"""
                apiVersion: v1
                kind: Config
                current-context: here
                contexts:
                  - name: here
                    context: 
                      cluster: local
                      user: robot
                clusters:
                  - name: local
                    cluster:
                      server: https://localhost:{port}
                      certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority))}
                users:
                  - name: robot
                    user:
                      token: {token}
                """);
            return file;
        }
    }

    [Fact]
    public async Task Get_AnswersTheDataOfTheSecret_FromTheSidecarsNamespace()
    {
        var sidecar = await fixture.SidecarAsync();

        var secret = await (await sidecar.GetAsync("/v1.0/secrets/cluster/db")).JsonAsync();

        Assert.Equal("""{"user":"u","password":"p"}""", JsonSerializer.Serialize(secret));
    }

    [Theory]
    [InlineData("/v1.0/secrets/cluster/db?metadata.namespace=other")]
    [InlineData("/v1.0/secrets/elsewhere/db")]
    public async Task Namespace_ComesFromTheRequest_OrTheComponent(string path)
    {
        var sidecar = await fixture.SidecarAsync();

        Assert.Equal("elsewhere", (await (await sidecar.GetAsync(path)).JsonAsync()).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Bulk_AnswersEverySecretOfTheNamespace()
    {
        var sidecar = await fixture.SidecarAsync();

        Assert.Equal("""{"db":{"user":"u"},"empty":{}}""", JsonSerializer.Serialize(await (await sidecar.GetAsync("/v1.0/secrets/cluster/bulk")).JsonAsync()));
    }

    [Theory]
    [InlineData("cluster", "nothing")]
    [InlineData("untrusted", "db")]
    [InlineData("refused", "db")]
    public async Task Failure_Is500(string store, string name)
    {
        var sidecar = await fixture.SidecarAsync();

        await (await sidecar.GetAsync($"/v1.0/secrets/{store}/{name}")).IsErrorAsync(500, "ERR_SECRET_GET");
    }
}
