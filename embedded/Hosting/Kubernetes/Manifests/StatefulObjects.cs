namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>A backing server: one pod that keeps its name and its volume.</summary>
internal sealed class StatefulObjects(ObjectShapes objects, KubernetesEnvironmentResource environment, PodTemplate pods)
{
    public static bool UsesClaims(WorkloadSpec workload, KubernetesEnvironmentResource environment) =>
        workload.Kind == WorkloadKind.StatefulSet && environment.DefaultStorageType == "pvc";

    public Map StatefulSet(WorkloadSpec workload) => objects.Create("apps/v1", "StatefulSet", $"{workload.Name}-statefulset", workload.Name).With("spec", new Map
    {
        ["serviceName"] = $"{workload.Name}-service",
        ["replicas"] = workload.Replicas,
        ["revisionHistoryLimit"] = 3,
        ["selector"] = objects.Selector(workload.Name),
        ["template"] = pods.Build(workload),
    }.With("volumeClaimTemplates", UsesClaims(workload, environment) && workload.Volumes.Count > 0 ? workload.Volumes.Select(Claim).ToList() : null));

    private Map Claim(VolumeSpec volume) => new()
    {
        ["metadata"] = new Map { ["name"] = volume.Name },
        ["spec"] = new Map
        {
            ["accessModes"] = new List<string> { environment.DefaultStorageReadWritePolicy },
            ["resources"] = new Map { ["requests"] = new Map { ["storage"] = environment.DefaultStorageSize } },
        }.With("storageClassName", environment.DefaultStorageClassName),
    };
}
