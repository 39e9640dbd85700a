using OpenClaw.Testing;

namespace OpenClaw.Hosting.Tests.Kubernetes;

public sealed class PublishLayoutTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private static readonly string[] Services = ["audit", "briefing", "connector", "gateway", "notification", "policy"];

    [Fact]
    public void Publish_RealAppHost_WritesSixServicesThreeServersAndTheMigrations()
    {
        Assert.Equal(Services.Select(name => $"{name}-deployment"), published.Of("Deployment").Where(entry => entry.File.StartsWith("manifests/30-apps/", StringComparison.Ordinal)).Select(entry => entry.Name).Order());
        Assert.Equal(["postgres-statefulset", "rabbitmq-statefulset", "redis-statefulset"], published.Of("StatefulSet").Select(entry => entry.Name).Order());
        Assert.Equal(["audit-migrations-job", "policy-migrations-job"], published.Of("Job").Select(job => job.Name[..job.Name.LastIndexOf('-')]).Order());
        Assert.All(Services, name => Assert.Contains($"manifests/30-apps/{name}.yaml", published.First.Keys));
    }

    [Fact]
    public void Publish_EveryDocument_IsValidBySchema()
    {
        Assert.SkipUnless(SolutionPaths.Shared is not null, SolutionPaths.SharedMissingReason ?? "");
        var validator = new SchemaValidator(Path.Combine(SolutionPaths.Shared, "schemas"));

        var errors = published.Objects.SelectMany(entry => validator.Validate(entry.Document).Select(error => $"{entry}: {error}")).ToList();

        Assert.Empty(errors);
        Assert.True(published.Objects.Count > 80, $"only {published.Objects.Count} objects");
    }

    [Fact]
    public void Publish_Twice_WritesTheSameBytes()
    {
        Assert.Equal(published.First.OrderBy(file => file.Key), published.Second.OrderBy(file => file.Key));
        Assert.All(published.First.Values, text => Assert.DoesNotContain('\r', text));
    }

    [Fact]
    public void Summary_Always_NamesEveryManifest()
    {
        var written = published.First.Keys.Where(file => file.StartsWith("manifests/", StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var named = published.Summary["emitted"]!.AsArray().Select(entry => entry!["file"]!.GetValue<string>()).Order(StringComparer.Ordinal);

        Assert.Equal(written, named);
    }

    [Fact]
    public void Publish_NeverWrites_SecretsSimulatorsOrPathsOfThisMachine()
    {
        Assert.All(published.First, file =>
        {
            Assert.DoesNotContain(PublishedManifests.SecretText, file.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("simulator", file.Value, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(SolutionPaths.Root, file.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("localhost", file.Value, StringComparison.OrdinalIgnoreCase);

            // OPA listens on its pod's loopback on purpose; everywhere else it would be an address of a local run.
            Assert.True(file.Key.EndsWith("/opa.yaml", StringComparison.Ordinal) || !file.Value.Contains("127.0.0.1", StringComparison.Ordinal), file.Key);
        });
        Assert.Empty(published.Of("Secret"));
    }

    [Fact]
    public void Publish_Always_LeavesTheDataDirectoryAlone() => Assert.False(Directory.Exists(published.Home));

    [Fact]
    public void Objects_Always_AreUniqueAndInOneNamespace()
    {
        Assert.Equal(published.Objects.Count, published.Objects.DistinctBy(entry => (entry.Kind, entry.Name)).Count());
        var space = Assert.Single(published.Of("Namespace"));
        Assert.All(published.Objects.Where(entry => entry != space), entry => Assert.Equal(space.Name, entry.Document["metadata"]!["namespace"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Kustomization_BuiltByKubectl_ContainsEveryObject()
    {
        var built = await BuildAsync("manifests");

        Assert.Equal(
            published.Objects.Select(entry => $"{entry.Kind}/{entry.Name}").Order(),
            built.Select(document => $"{document["kind"]}/{document["metadata"]!["name"]}").Order());
    }

    [Fact]
    public async Task ExternalStores_BuiltByKubectl_PutOtherServersBehindTheSameNames()
    {
        var built = await BuildAsync("overlays/external-stores");

        string[] stores = ["postgres-service", "rabbitmq-service", "redis-service"];
        Assert.DoesNotContain(built, document => document["kind"]!.GetValue<string>() == "StatefulSet");
        Assert.Equal(stores, built.Where(document => document["spec"]?["type"]?.GetValue<string>() == "ExternalName").Select(document => document["metadata"]!["name"]!.GetValue<string>()).Order());
        Assert.Equal(6 + 1, built.Count(document => document["kind"]!.GetValue<string>() == "Deployment"));
        Assert.Contains(built, document => document["metadata"]!["name"]!.GetValue<string>() == "allow-stores");
        if (SolutionPaths.Shared is { } shared)
            Assert.Empty(built.SelectMany(new SchemaValidator(Path.Combine(shared, "schemas")).Validate));
    }

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> BuildAsync(string folder)
    {
        const string Kubectl = "/usr/bin/kubectl";
        Assert.SkipUnless(File.Exists(Kubectl), "kubectl is not installed.");
        return YamlFiles.Read(await Shell.RunAsync(Kubectl, "kustomize", Path.Combine(published.Output, folder)));
    }
}
