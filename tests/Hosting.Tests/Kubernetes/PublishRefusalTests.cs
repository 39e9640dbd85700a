using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>What cannot work on a cluster is an error that names it, not a file that fails there.</summary>
public sealed class PublishRefusalTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("publish-");

    private string Resources => _scratch.CreateSubdirectory("components").FullName;

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public async Task Publish_LocalSecretStore_IsRefused()
    {
        WriteComponent("secrets", "secretstores.local.file");

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(WithSidecar));

        Assert.Contains("secretstores.local.file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ScopeOfNobody_IsRefused()
    {
        WriteComponent("cache", "state.redis", "scopes: [app, stranger]");

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(WithSidecar));

        Assert.Contains("'stranger'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_UnknownSecretStore_IsRefused()
    {
        WriteComponent("cache", "state.redis", "auth: { secretStore: vault }");

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(WithSidecar));

        Assert.Contains("'vault'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_AppIdThatIsNoDnsLabel_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(builder =>
            builder.AddContainer("app", "example/app", "1.0").WithDaprSidecar("My.App")));

        Assert.Contains("'My.App'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ProbeLongerThanItsInterval_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(builder =>
            builder.AddContainer("app", "example/app", "1.0").WithDaprSidecar(new DaprSidecarOptions { AppHealthProbeInterval = 1, AppHealthProbeTimeout = 1500 })));

        Assert.Contains("'app'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ComponentOfTheModelOnly_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishAsync(builder =>
        {
            WithSidecar(builder);
            builder.AddDaprStateStore("memory");
        }));

        Assert.Contains("'memory'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_BindMount_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            PublishAsync(builder => builder.AddContainer("web", "example/web", "1.0").WithBindMount(".", "/data")));

        Assert.Contains("'web'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ProgramOfThisMachine_IsLeftOutWithAReason()
    {
        await PublishAsync(builder =>
        {
            builder.AddExecutable("tool", "true", "/");
            builder.AddContainer("web", "example/web", "1.0").ExcludeFromManifest();
        });

        var summary = await File.ReadAllTextAsync(Path.Combine(_scratch.FullName, "out", "summary.json"), TestContext.Current.CancellationToken);
        Assert.Contains("\"item\": \"tool\"", summary, StringComparison.Ordinal);
        Assert.Contains("\"item\": \"web\"", summary, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_scratch.FullName, "out", "manifests", "20-platform")));
    }

    [Fact]
    public async Task Publish_Again_RemovesOnlyWhatItWroteBefore()
    {
        await PublishAsync(builder => builder.AddContainer("old", "example/old", "1.0"));
        var platform = Path.Combine(_scratch.FullName, "out", "manifests", "20-platform");
        await File.WriteAllTextAsync(Path.Combine(platform, "of-others.yaml"), "", TestContext.Current.CancellationToken);

        await PublishAsync(builder => builder.AddContainer("new", "example/new", "1.0"));

        Assert.Equal(["new.yaml", "of-others.yaml"], Directory.EnumerateFiles(platform).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Publish_Values_BecomeTextReferencesAndExpansions()
    {
        await PublishAsync(builder =>
        {
            var secret = builder.AddParameter("key", secret: true);
            var later = builder.AddParameter("region");
            var backend = builder.AddContainer("backend", "example/backend", "1.0").WithHttpEndpoint(targetPort: 9000);
            builder.AddContainer("web", "example/web", "1.0")
                .WithEnvironment("PLAIN", "costs $(HOME)")
                .WithEnvironment("SECRET", secret)
                .WithEnvironment("LATER", later)
                .WithEnvironment("COMPOSED", ReferenceExpression.Create($"key={secret};url={backend.GetEndpoint("http")}"))
                .WithEnvironment("ADDRESS", ReferenceExpression.Create($"amqp://u:{secret.Resource:uri}@h"));
        });

        var web = YamlFiles.Read(await File.ReadAllTextAsync(Path.Combine(_scratch.FullName, "out", "manifests", "20-platform", "web.yaml"), TestContext.Current.CancellationToken));
        var env = web.Single(document => document["kind"]!.GetValue<string>() == "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray()
            .ToDictionary(entry => entry!["name"]!.GetValue<string>(), entry => entry!);
        Assert.Equal("costs $$(HOME)", env["PLAIN"]["value"]!.GetValue<string>());
        Assert.Equal("key", env["SECRET"]["valueFrom"]!["secretKeyRef"]!["key"]!.GetValue<string>());
        Assert.Equal("region", env["LATER"]["valueFrom"]!["configMapKeyRef"]!["key"]!.GetValue<string>());
        Assert.Equal("key=$(SECRET_KEY);url=http://backend-service:9000", env["COMPOSED"]["value"]!.GetValue<string>());
        Assert.Equal("amqp://u:$(SECRET_KEY_URI)@h", env["ADDRESS"]["value"]!.GetValue<string>());
        Assert.Equal("key-uri", env["SECRET_KEY_URI"]["valueFrom"]!["secretKeyRef"]!["key"]!.GetValue<string>());
    }

    private void WithSidecar(IDistributedApplicationBuilder builder) => builder.AddContainer("app", "example/app", "1.0")
        .WithHttpEndpoint(targetPort: 8080)
        .WithDaprSidecar(new DaprSidecarOptions { AppId = "app", ResourcesPaths = [Resources] });

    private void WriteComponent(string name, string type, string more = "") => File.WriteAllText(
        Path.Combine(Resources, name + ".yaml"),
        $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: {type}\n  version: v1\n  metadata: []\n{more}\n");

    private async Task PublishAsync(Action<IDistributedApplicationBuilder> compose)
    {
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish", "--output-path", Path.Combine(_scratch.FullName, "out")]);
        compose(builder);
        builder.AddKubernetesEnvironment("k8s");
        await using var application = builder.Build();
        await PublishPipeline.RunAsync(application.Services, TestContext.Current.CancellationToken);
    }
}
