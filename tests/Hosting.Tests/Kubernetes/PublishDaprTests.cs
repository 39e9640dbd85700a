using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpenClaw.Hosting.Tests.Kubernetes;

public sealed partial class PublishDaprTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private IEnumerable<(PublishedObject Workload, JsonObject Annotations)> Sidecars => published.Of("Deployment")
        .Select(workload => (workload, Annotations: workload.PodTemplate!["metadata"]!["annotations"] as JsonObject))
        .Where(entry => entry.Annotations?.ContainsKey("dapr.io/enabled") == true)
        .Select(entry => (entry.workload, entry.Annotations!));

    private HashSet<string> AppIds => [.. Sidecars.Select(sidecar => sidecar.Annotations["dapr.io/app-id"]!.GetValue<string>())];

    [Fact]
    public void Annotations_Always_AreStringsOnThePodTemplate()
    {
        Assert.All(published.Of("Deployment", "StatefulSet", "Job"), workload =>
        {
            Assert.Null(workload.Document["metadata"]!["annotations"]);
            Assert.All(workload.PodTemplate!["metadata"]!["annotations"] as JsonObject ?? [], annotation => Assert.Equal(JsonValueKind.String, annotation.Value!.GetValueKind()));
        });
    }

    [Fact]
    public void AppIds_Always_AreThoseOfTheServicesAndValidDnsLabels()
    {
        Assert.Superset(new HashSet<string> { "audit", "briefing", "connector", "gateway", "notification", "policy" }, AppIds);
        Assert.Equal(Sidecars.Count(), AppIds.Count);
        Assert.All(AppIds, id => Assert.Matches(DnsLabel(), id + "-dapr"));
    }

    [Fact]
    public void Sidecars_Always_CarryWhatTheModelSaysAndTokensThatTheAppHasToo()
    {
        Assert.All(Sidecars, sidecar =>
        {
            var (workload, annotations) = sidecar;
            var container = workload.PodTemplate!["spec"]!["containers"]![0]!;
            var id = annotations["dapr.io/app-id"]!.GetValue<string>();
            Assert.Equal($"{id}-dapr-api-token", annotations["dapr.io/api-token-secret"]!.GetValue<string>());
            Assert.Equal($"{id}-dapr-app-token", annotations["dapr.io/app-token-secret"]!.GetValue<string>());
            Assert.Equal($"{id}-dapr-api-token", SecretOf(container, "DAPR_API_TOKEN"));
            Assert.Equal($"{id}-dapr-app-token", SecretOf(container, "APP_API_TOKEN"));
            Assert.Equal(id == "opa" ? "8181" : container["ports"]![0]!["containerPort"]!.ToString(), annotations["dapr.io/app-port"]!.GetValue<string>());
            Assert.Equal("32Mi", annotations["dapr.io/max-body-size"]!.GetValue<string>());
            Assert.Contains(published.Of("Configuration"), configuration => configuration.Name == annotations["dapr.io/config"]!.GetValue<string>());
        });
    }

    [Fact]
    public void SidecarsThatReadSecrets_Always_GetATokenTheAppDoesNotSee()
    {
        var readers = Sidecars.Where(sidecar => sidecar.Annotations.ContainsKey("dapr.io/volume-mounts")).ToList();
        Assert.Equal(["audit", "briefing", "connector", "gateway", "notification", "policy"], readers.Select(sidecar => sidecar.Annotations["dapr.io/app-id"]!.GetValue<string>()).Order());
        Assert.All(readers, AssertTokenIsTheSidecarsOwn);
        Assert.All(Sidecars, sidecar => Assert.Equal("true", sidecar.Annotations["dapr.io/disable-builtin-k8s-secret-store"]!.GetValue<string>()));
    }

    private static void AssertTokenIsTheSidecarsOwn((PublishedObject Workload, JsonObject Annotations) sidecar)
    {
        var mounted = sidecar.Annotations["dapr.io/volume-mounts"]!.GetValue<string>().Split(':');
        Assert.Contains(sidecar.Workload.PodTemplate!["spec"]!["volumes"]!.AsArray(), volume => volume!["name"]!.GetValue<string>() == mounted[0] && volume["projected"] is not null);
        Assert.DoesNotContain(sidecar.Workload.PodTemplate!["spec"]!["containers"]![0]!["volumeMounts"]!.AsArray(), mount => mount!["name"]!.GetValue<string>() == mounted[0]);
    }

    [Fact]
    public void DaprResources_Always_AreThoseOfTheFolderForAKnownApp()
    {
        Assert.Superset(new HashSet<string> { "broadcast", "cache", "pubsub", "secrets", "statestore" }, published.Of("Component").Select(component => component.Name).ToHashSet());
        Assert.NotEmpty(published.Of("Subscription"));
        Assert.Single(published.Of("Resiliency"));
        Assert.Equal(
            [("audit-anchor", "https://s3.us-east-1.amazonaws.com"), ("github-api", "https://api.github.com")],
            published.Of("HTTPEndpoint").Select(endpoint => (endpoint.Name, endpoint.Document["spec"]!["baseUrl"]!.GetValue<string>())).Order());
        Assert.All(published.Objects.Where(entry => entry.Document["scopes"] is not null), entry =>
            Assert.All(entry.Document["scopes"]!.AsArray(), scope => Assert.Contains(scope!.GetValue<string>(), AppIds)));
        Assert.All(published.Of("Subscription"), subscription =>
            Assert.Contains(published.Of("Component"), component => component.Name == subscription.Document["spec"]!["pubsubname"]!.GetValue<string>()));
    }

    [Fact]
    public void SecretStore_Always_IsTheClustersAndKnownToEveryComponentThatUsesIt()
    {
        Assert.Equal("secretstores.kubernetes", Assert.Single(published.Of("Component"), component => component.Name == "secrets").Document["spec"]!["type"]!.GetValue<string>());
        Assert.All(published.Of("Component").Where(component => component.Document["auth"] is not null), component =>
            Assert.Equal("secrets", component.Document["auth"]!["secretStore"]!.GetValue<string>()));
    }

    private static string? SecretOf(JsonNode container, string variable) =>
        container["env"]!.AsArray().Single(entry => entry!["name"]!.GetValue<string>() == variable)!["valueFrom"]?["secretKeyRef"]?["name"]?.GetValue<string>();

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex DnsLabel();
}
