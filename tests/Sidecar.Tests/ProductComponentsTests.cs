using System.Net;
using System.Text.Json;
using Npgsql;
using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;

namespace OpenClaw.Sidecar.Tests;

/// <summary>The files under <c>components/</c> start for every service on real servers.</summary>
public sealed class ProductComponentsTests(Servers servers) : IDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("sidecar-tests-secrets-");

    public void Dispose() => _secrets.Delete(recursive: true);

    [Theory]
    [InlineData("gateway", "internal-token-signing-key", true)]
    [InlineData("policy", "internal-token-signing-key", false)]
    [InlineData("policy", "policy-bundle-signing-key", true)]
    [InlineData("gateway", "policy-bundle-signing-key", false)]
    [InlineData("audit", "statestore-connection", false)]
    [InlineData("briefing", "internal-token-signing-key", false)]
    [InlineData("connector", "github-webhook-acme", true)]
    [InlineData("notification", "internal-token-public-key", true)]
    public async Task Components_OfEveryService_Start_AndSecretsAreScoped(string appId, string secret, bool permitted)
    {
        var root = Path.Combine(SolutionPaths.Root, "components");
        var own = Path.Combine(root, "config", appId + ".yaml");
        await using var sidecar = await TestSidecar.StartAsync(await LocalAsync(), appId, configure: options => options with
        {
            ResourcePaths = [.. options.ResourcePaths, root, Path.Combine(root, "subscriptions")],
            ConfigPaths = [File.Exists(own) ? own : Path.Combine(root, "config", "config.yaml")],
        });

        using var metadata = JsonDocument.Parse(await sidecar.Http.GetStringAsync("/v1.0/metadata"));
        var names = metadata.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("name").GetString()).ToArray();
        Assert.All((string[])["statestore", "cache", "pubsub", "broadcast", "lock", "configuration", "secrets"], name => Assert.Contains(name, names));
        Assert.Equal(appId == "notification", names.Contains("chat-webhook"));
        Assert.Equal("resiliency", metadata.RootElement.GetProperty("resiliencies")[0].GetProperty("name").GetString());
        Assert.Equal(permitted ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await sidecar.Http.GetAsync($"/v1.0/secrets/secrets/{secret}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"k","value":1}]""")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/state/cache", """[{"key":"k","value":1}]""")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/publish/pubsub/connector.items", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/publish/broadcast/policy.changed", "{}")).StatusCode);
    }

    private async Task<string> LocalAsync()
    {
        var postgres = new NpgsqlConnectionStringBuilder((await servers.PostgresAsync()).ConnectionString);
        var file = Path.Combine(_secrets.FullName, "secrets.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["statestore-connection"] = $"host={postgres.Host} port={postgres.Port} user={postgres.Username} database={postgres.Database}",
            ["redis-host"] = (await servers.RedisAsync()).ConnectionString.Split(',')[0],
            ["redis-password"] = "",
            ["rabbitmq-connection"] = (await servers.RabbitMqAsync()).ConnectionString,
            ["internal-token-signing-key"] = "private",
            ["internal-token-public-key"] = "public",
            ["policy-bundle-signing-key"] = "private",
            ["github-webhook-acme"] = "hook",
            ["chat-webhook-url"] = "http://127.0.0.1:1/hooks",
        }));
        return Yaml.Join(
            Yaml.Component("secrets", "secretstores.local.file", metadata: ("secretsFile", file)),
            "apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: github-api\nspec:\n  baseUrl: http://127.0.0.1:1\n");
    }
}
