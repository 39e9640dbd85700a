using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>All objects of one workload but its network policy and access rules.</summary>
internal sealed class WorkloadObjects(ObjectShapes objects, KubernetesEnvironmentResource environment, DaprResources dapr)
{
    // Twice the planned replicas carry a burst without outgrowing the connections of one database server.
    private const int GrowthFactor = 2;
    private const int TargetUtilization = 70;
    private readonly PodTemplate _pods = new(objects, environment, dapr);

    public IEnumerable<Map> Build(WorkloadSpec workload)
    {
        yield return objects.Create("v1", "ServiceAccount", workload.Name, workload.Name).With("automountServiceAccountToken", false);
        if (workload.Files is { } files)
            yield return objects.Create("v1", "ConfigMap", files.ConfigMap, workload.Name).With("data", Data(files));
        yield return workload.Kind switch
        {
            WorkloadKind.Job => Job(workload),
            WorkloadKind.StatefulSet => new StatefulObjects(objects, environment, _pods).StatefulSet(workload),
            _ => Deployment(workload),
        };
        if (workload.Ports.Count > 0 && workload.Kind != WorkloadKind.Job)
            yield return Service(workload);
        if (workload is not { Kind: WorkloadKind.Deployment, Replicas: > 1 })
            yield break;
        if (Scales(workload))
            yield return Autoscaler(workload);
        yield return DisruptionBudget(workload);
    }

    private static bool Scales(WorkloadSpec workload) => workload is { Kind: WorkloadKind.Deployment, IsProject: true, Replicas: > 1, Ports.Count: > 0 };

    private static Map Data(FilesSpec files)
    {
        var data = new Map();
        foreach (var (name, text) in files.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            data.Add(name, text);
        }

        return data;
    }

    private Map Deployment(WorkloadSpec workload)
    {
        // With an autoscaler the number is its business; a file that states it would undo its work at every apply.
        var spec = new Map().With("replicas", Scales(workload) ? null : workload.Replicas);
        spec.Add("revisionHistoryLimit", 3);
        spec.Add("selector", objects.Selector(workload.Name));
        spec.Add("strategy", new Map { ["type"] = "RollingUpdate", ["rollingUpdate"] = new Map { ["maxSurge"] = 1, ["maxUnavailable"] = 0 } });
        spec.Add("template", _pods.Build(workload));
        return objects.Create("apps/v1", "Deployment", $"{workload.Name}-deployment", workload.Name).With("spec", spec);
    }

    /// <summary>A Job cannot be changed once it exists: a new image or setting makes a new one, by its name.</summary>
    private Map Job(WorkloadSpec workload)
    {
        var template = _pods.Build(workload);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize<object>(template))))[..8];
        return objects.Create("batch/v1", "Job", $"{workload.Name}-job-{hash}", workload.Name).With("spec", new Map
        {
            ["backoffLimit"] = 10,
            ["ttlSecondsAfterFinished"] = 86400,
            ["template"] = template,
        });
    }

    private Map Service(WorkloadSpec workload)
    {
        var ports = workload.Ports.Select(port => new Map { ["name"] = port.Name, ["port"] = port.ServicePort, ["targetPort"] = port.Port, ["protocol"] = "TCP" }).ToList();
        var spec = workload.Kind == WorkloadKind.StatefulSet
            ? new Map { ["clusterIP"] = "None" }
            : new Map { ["type"] = environment.DefaultServiceType };
        return objects.Create("v1", "Service", $"{workload.Name}-service", workload.Name)
            .With("spec", spec.With("selector", objects.Labels(workload.Name)).With("ports", ports));
    }

    private Map Autoscaler(WorkloadSpec workload) => objects.Create("autoscaling/v2", "HorizontalPodAutoscaler", $"{workload.Name}-hpa", workload.Name).With("spec", new Map
    {
        ["scaleTargetRef"] = new Map { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = $"{workload.Name}-deployment" },
        ["minReplicas"] = workload.Replicas,
        ["maxReplicas"] = workload.Replicas * GrowthFactor,
        ["metrics"] = new List<Map>
        {
            // Of the app's container: the sidecar's share would blur it.
            new()
            {
                ["type"] = "ContainerResource",
                ["containerResource"] = new Map
                {
                    ["container"] = workload.Name,
                    ["name"] = "cpu",
                    ["target"] = new Map { ["type"] = "Utilization", ["averageUtilization"] = TargetUtilization },
                },
            },
        },
        ["behavior"] = new Map
        {
            ["scaleUp"] = new Map { ["stabilizationWindowSeconds"] = 60 },
            ["scaleDown"] = new Map { ["stabilizationWindowSeconds"] = 300 },
        },
    });

    private Map DisruptionBudget(WorkloadSpec workload) => objects.Create("policy/v1", "PodDisruptionBudget", $"{workload.Name}-pdb", workload.Name)
        .With("spec", new Map { ["maxUnavailable"] = 1, ["selector"] = objects.Selector(workload.Name) });
}
