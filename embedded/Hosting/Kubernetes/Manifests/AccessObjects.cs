namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>What a pod's account may read: the Secrets its own sidecar needs, by name, and nothing else.</summary>
internal sealed class AccessObjects(ObjectShapes objects, DaprResources dapr)
{
    public IEnumerable<Map> Build(WorkloadSpec workload)
    {
        if (workload.Sidecar is not { } sidecar || dapr.SecretsReadBy(sidecar) is not { Count: > 0 } secrets)
            yield break;
        var name = $"{workload.Name}-secrets";
        yield return objects.Create("rbac.authorization.k8s.io/v1", "Role", name, workload.Name).With("rules", new List<Map>
        {
            new()
            {
                ["apiGroups"] = new List<string> { "" },
                ["resources"] = new List<string> { "secrets" },
                ["resourceNames"] = secrets.Select(secret => secret.Secret).Distinct().ToList(),
                ["verbs"] = new List<string> { "get" },
            },
        });
        yield return objects.Create("rbac.authorization.k8s.io/v1", "RoleBinding", name, workload.Name)
            .With("roleRef", new Map { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Role", ["name"] = name })
            .With("subjects", new List<Map> { new() { ["kind"] = "ServiceAccount", ["name"] = workload.Name, ["namespace"] = objects.Namespace } });
    }
}
