using System.Text.Json.Nodes;

namespace OpenClaw.Hosting.Tests.Kubernetes;

public sealed class PublishPodTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private IEnumerable<(PublishedObject Workload, JsonNode Pod, JsonNode Container)> Pods => published.Of("Deployment", "StatefulSet", "Job")
        .Select(workload => (workload, workload.PodTemplate!["spec"]!, workload.PodTemplate!["spec"]!["containers"]![0]!));

    [Fact]
    public void Pods_Always_MeetTheRestrictedSecurityLevel() => Assert.All(Pods, entry =>
    {
        Assert.False(entry.Pod["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.True(entry.Pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
        Assert.Equal("RuntimeDefault", entry.Pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>());
        Assert.False(entry.Container["securityContext"]!["allowPrivilegeEscalation"]!.GetValue<bool>());
        Assert.Equal(["ALL"], entry.Container["securityContext"]!["capabilities"]!["drop"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.NotNull(entry.Container["resources"]!["requests"]!["cpu"]);
        Assert.NotNull(entry.Container["resources"]!["limits"]!["memory"]);
    });

    [Fact]
    public void Images_Always_ArePinnedToAVersion() => Assert.All(Pods, entry =>
    {
        var image = entry.Container["image"]!.GetValue<string>();
        Assert.Matches("(:[0-9][^:/]*|@sha256:[0-9a-f]{64})$", image);
    });

    [Fact]
    public void Services_Always_AreProbedOnHealthAndAlive() => Assert.All(published.Of("HorizontalPodAutoscaler"), scaler =>
    {
        var (_, pod, container) = Pods.Single(entry => entry.Workload.Name == scaler.Document["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>());
        Assert.Equal("/health", container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.Equal("/alive", container["livenessProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.Equal("/alive", container["startupProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.Equal("HTTP", container["livenessProbe"]!["httpGet"]!["scheme"]!.GetValue<string>());
        Assert.True(container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>());
        Assert.True(pod["terminationGracePeriodSeconds"]!.GetValue<long>() > 5 + 15 + 10);
    });

    [Fact]
    public void Opa_Always_ListensToItsSidecarOnlyAndTakesTheRulesThroughIt()
    {
        var (workload, _, container) = Pods.Single(entry => entry.Workload.Name == "opa-deployment");
        var arguments = container["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList();

        Assert.Equal("manifests/20-platform/opa.yaml", workload.File);
        Assert.Contains("--addr=127.0.0.1:8181", arguments);
        Assert.Contains("--set=services.policy.url=http://127.0.0.1:3500/v1.0/invoke/policy/method", arguments);
        Assert.Contains("--set=services.policy.headers.dapr-api-token=${DAPR_API_TOKEN}", arguments);
        Assert.Equal("/health?bundles", container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>());
        Assert.DoesNotContain(8181L, container["ports"]!.AsArray().Select(port => port!["containerPort"]!.GetValue<long>()));
    }

    [Fact]
    public void Postgres_Always_CreatesTheDatabasesThatConnectionStringsName()
    {
        var script = Assert.Single(published.Of("ConfigMap"), map => map.Name == "postgres-init").Document["data"]!["10-databases.sql"]!.GetValue<string>();
        var named = Pods.SelectMany(entry => entry.Container["env"]?.AsArray() ?? []).Select(variable => variable!["value"]?.GetValue<string>() ?? "")
            .Where(value => value.StartsWith("Host=postgres-service;", StringComparison.Ordinal)).ToList();

        Assert.Contains("CREATE DATABASE \"state\";", script, StringComparison.Ordinal);
        Assert.True(named.Count >= 4, $"only {named.Count} connection strings");
        Assert.All(named, value =>
        {
            Assert.Matches(@";Password=\$\(SECRET_[A-Z_]+\);", value);
            Assert.Matches($"CREATE DATABASE \"{value[(value.LastIndexOf('=') + 1)..]}\"[^;]*;\n", script);
        });
    }

    [Fact]
    public void Network_ByDefault_IsClosed()
    {
        var closed = Assert.Single(published.Of("NetworkPolicy"), policy => policy.Name == "default-deny").Document["spec"]!;
        Assert.Empty(closed["podSelector"]!.AsObject());
        Assert.Null(closed["ingress"]);
        Assert.Null(closed["egress"]);
        Assert.Equal(["Ingress", "Egress"], closed["policyTypes"]!.AsArray().Select(type => type!.GetValue<string>()));
    }

    [Theory]
    [InlineData("gateway", 8080, true)]
    [InlineData("audit", 8080, false)]
    [InlineData("postgres", 5432, false)]
    public void Network_FromAnywhere_ReachesTheGatewayOnly(string component, int port, bool isOpen)
    {
        var open = Rules(component, "ingress").Where(rule => rule["from"] is null).SelectMany(Ports);

        Assert.Equal(isOpen, open.Contains(port));
    }

    [Theory]
    [InlineData("connector", true)]
    [InlineData("gateway", true)]
    [InlineData("notification", true)]
    [InlineData("briefing", false)]
    [InlineData("audit", true)]
    [InlineData("policy", false)]
    public void Network_ToTheInternet_IsOpenForThoseWhoCallOutsiders(string component, bool isOpen) =>
        Assert.Equal(isOpen, Rules(component, "egress").Any(rule => Peers(rule, "to").Any(peer => peer["ipBlock"]?["cidr"]?.GetValue<string>() == "0.0.0.0/0")));

    [Fact]
    public void Network_BetweenWorkloads_IsAllowedOnBothSides()
    {
        var components = Pods.Select(entry => entry.Workload.PodTemplate!["metadata"]!["labels"]!["app.kubernetes.io/component"]!.GetValue<string>()).ToHashSet();
        foreach (var caller in components)
        {
            foreach (var rule in Rules(caller, "egress"))
            {
                foreach (var called in Peers(rule, "to").SelectMany(ComponentsOf))
                {
                    Assert.Contains(called, components);
                    Assert.All(Ports(rule), port => Assert.Contains(Rules(called, "ingress"), incoming => Ports(incoming).Contains(port) && (incoming["from"] is null || Peers(incoming, "from").SelectMany(ComponentsOf).Contains(caller))));
                }
            }
        }

        Assert.Contains("postgres", Rules("audit", "egress").SelectMany(rule => Peers(rule, "to")).SelectMany(ComponentsOf));
    }

    private IEnumerable<JsonNode> Rules(string component, string direction) =>
        published.Of("NetworkPolicy").Single(policy => policy.Name == $"{component}-network").Document["spec"]![direction]?.AsArray().Select(rule => rule!) ?? [];

    private static IEnumerable<JsonNode> Peers(JsonNode rule, string direction) => rule[direction]?.AsArray().Select(peer => peer!) ?? [];

    private static IEnumerable<string> ComponentsOf(JsonNode peer) =>
        peer["podSelector"]?["matchExpressions"]?[0]?["values"]?.AsArray().Select(value => value!.GetValue<string>()) ?? [];

    private static IEnumerable<long> Ports(JsonNode rule) => rule["ports"]!.AsArray().Select(port => port!["port"]!.GetValue<long>());
}
