using System.Text.Json.Nodes;

namespace OpenClaw.Hosting.Tests.Kubernetes;

/// <summary>What one object says of another must be true; a schema cannot see that.</summary>
public sealed class PublishReferenceTests(PublishedManifests published) : IClassFixture<PublishedManifests>
{
    private IEnumerable<PublishedObject> Workloads => published.Of("Deployment", "StatefulSet", "Job");

    [Fact]
    public void Selectors_OfWorkloads_MatchTheirOwnPodsOnly() => Assert.All(published.Of("Deployment", "StatefulSet"), workload =>
        Assert.Equal([workload], Workloads.Where(other => Matches(workload.Document["spec"]!["selector"]!["matchLabels"]!, other))));

    [Fact]
    public void Services_Always_LeadToAPortOfExactlyOneWorkload() => Assert.All(published.Of("Service"), service =>
    {
        var workload = Assert.Single(Workloads, candidate => Matches(service.Document["spec"]!["selector"]!, candidate));
        var open = Containers(workload).SelectMany(container => container["ports"]!.AsArray()).Select(port => port!["containerPort"]!.GetValue<long>());
        Assert.All(service.Document["spec"]!["ports"]!.AsArray(), port => Assert.Contains(port!["targetPort"]!.GetValue<long>(), open));
    });

    [Fact]
    public void StatefulSets_Always_NameAnEmittedHeadlessService() => Assert.All(published.Of("StatefulSet"), set =>
        Assert.Equal("None", Assert.Single(published.Of("Service"), service => service.Name == set.Document["spec"]!["serviceName"]!.GetValue<string>()).Document["spec"]!["clusterIP"]!.GetValue<string>()));

    [Fact]
    public void BudgetsAndAutoscalers_Always_HaveATarget()
    {
        Assert.All(published.Of("PodDisruptionBudget"), budget => Assert.Single(Workloads, workload => Matches(budget.Document["spec"]!["selector"]!["matchLabels"]!, workload)));
        Assert.Equal(6, published.Of("HorizontalPodAutoscaler").Count());
        Assert.All(published.Of("HorizontalPodAutoscaler"), scaler =>
        {
            var target = Assert.Single(published.Of("Deployment"), deployment => deployment.Name == scaler.Document["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>());
            Assert.Null(target.Document["spec"]!["replicas"]);
            Assert.All(scaler.Document["spec"]!["metrics"]!.AsArray(), metric =>
                Assert.Contains(metric!["containerResource"]!["container"]!.GetValue<string>(), Containers(target).Select(container => container["name"]!.GetValue<string>())));
        });
    }

    [Fact]
    public void ServiceAccountsAndRoles_Always_ExistAndBelongTogether()
    {
        Assert.All(Workloads, workload =>
        {
            var account = workload.PodTemplate!["spec"]!["serviceAccountName"]!.GetValue<string>();
            Assert.Single(published.Of("ServiceAccount"), candidate => candidate.Name == account);
        });
        Assert.All(published.Of("RoleBinding"), binding =>
        {
            Assert.Single(published.Of("Role"), role => role.Name == binding.Document["roleRef"]!["name"]!.GetValue<string>());
            Assert.All(binding.Document["subjects"]!.AsArray(), subject => Assert.Contains(subject!["name"]!.GetValue<string>(), published.Of("ServiceAccount").Select(account => account.Name)));
        });
    }

    [Fact]
    public void Roles_Always_NameSingleSecretsThatTheSummaryLists()
    {
        var listed = published.Summary["provide"]!["secrets"]!.AsArray().Select(secret => secret!["name"]!.GetValue<string>()).ToHashSet();
        Assert.All(published.Of("Role"), role => Assert.All(role.Document["rules"]!.AsArray(), rule =>
        {
            Assert.Equal(["get"], rule!["verbs"]!.AsArray().Select(verb => verb!.GetValue<string>()));
            Assert.NotEmpty(rule["resourceNames"]!.AsArray());
            Assert.All(rule["resourceNames"]!.AsArray(), name => Assert.Contains(name!.GetValue<string>(), listed));
        }));
        Assert.Equal(["gateway-secrets"], published.Of("Role").Where(role => role.Document.ToJsonString().Contains("internal-token-signing-key", StringComparison.Ordinal)).Select(role => role.Name));
    }

    [Fact]
    public void References_ToSecretsAndConfigMaps_AreEmittedOrListedInTheSummary()
    {
        var maps = published.Of("ConfigMap").SelectMany(map => map.Document["data"]!.AsObject().Select(entry => $"{map.Name}/{entry.Key}")).Concat(published.Provided("configMaps")).ToHashSet();
        var found = 0;
        foreach (var (name, reference) in published.Objects.SelectMany(entry => References(entry.Document)).Where(entry => entry.Reference["optional"] is null))
        {
            found++;
            Assert.Contains($"{reference["name"]}/{reference["key"]}", name == "secretKeyRef" ? published.Provided("secrets") : maps);
        }

        Assert.True(found > 20, $"only {found} references found");
        Assert.All(Workloads.SelectMany(workload => workload.PodTemplate!["spec"]!["volumes"]?.AsArray() ?? []).Where(volume => volume!["configMap"] is not null), volume =>
            Assert.Contains(published.Of("ConfigMap"), map => map.Name == volume!["configMap"]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void Mounts_Always_HaveAVolume() => Assert.All(Workloads, workload =>
    {
        var volumes = (workload.PodTemplate!["spec"]!["volumes"]?.AsArray() ?? []).Select(volume => volume!["name"]!.GetValue<string>())
            .Concat((workload.Document["spec"]!["volumeClaimTemplates"]?.AsArray() ?? []).Select(claim => claim!["metadata"]!["name"]!.GetValue<string>())).ToHashSet();
        Assert.All(Containers(workload).SelectMany(container => container["volumeMounts"]?.AsArray() ?? []), mount => Assert.Contains(mount!["name"]!.GetValue<string>(), volumes));
    });

    [Fact]
    public void Variables_ThatExpandOthers_ComeAfterThem()
    {
        var expanded = 0;
        foreach (var container in Workloads.SelectMany(Containers))
        {
            var known = new HashSet<string>();
            foreach (var variable in container["env"]?.AsArray() ?? [])
            {
                foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(variable!["value"]?.GetValue<string>() ?? "", @"\$\((\w+)\)"))
                {
                    expanded++;
                    Assert.Contains(match.Groups[1].Value, known);
                }

                Assert.True(known.Add(variable["name"]!.GetValue<string>()), $"{variable["name"]} twice");
            }
        }

        Assert.True(expanded >= 4, $"only {expanded} expansions found");
    }

    private static bool Matches(JsonNode labels, PublishedObject workload) => labels.AsObject().All(label =>
        workload.PodTemplate!["metadata"]!["labels"]![label.Key]?.GetValue<string>() == label.Value!.GetValue<string>());

    private static IEnumerable<JsonNode> Containers(PublishedObject workload) => workload.PodTemplate!["spec"]!["containers"]!.AsArray().Select(container => container!);

    private static IEnumerable<(string Name, JsonNode Reference)> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => entry.Key is "secretKeyRef" or "configMapKeyRef" ? [(entry.Key, entry.Value!)] : References(entry.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
