using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>The pod of a workload, at the "restricted" security level.</summary>
internal sealed class PodTemplate(ObjectShapes objects, KubernetesEnvironmentResource environment, DaprResources dapr)
{
    // The non-root users that .NET's images and the official images of the servers define.
    private const int DotnetUserId = 1654;
    private const int ServerUserId = 999;
    private const string ScratchVolume = "tmp";
    private const string FilesVolume = "files";

    public Map Build(WorkloadSpec workload)
    {
        var usesClusterApi = workload.Sidecar is { } sidecar && dapr.UsesClusterApi(sidecar);
        var metadata = new Map { ["labels"] = objects.Labels(workload.Name) }.With("annotations", Annotations(workload, usesClusterApi));
        var spec = new Map
        {
            ["serviceAccountName"] = workload.Name,
            ["automountServiceAccountToken"] = false,
            ["terminationGracePeriodSeconds"] = workload.Kind == WorkloadKind.StatefulSet ? 60 : 45,
            ["securityContext"] = ObjectShapes.PodSecurity(workload.IsProject ? DotnetUserId : ServerUserId),
            ["containers"] = new List<Map> { Container(workload) },
        };
        return new Map
        {
            ["metadata"] = metadata,
            ["spec"] = spec
                .With("restartPolicy", workload.Kind == WorkloadKind.Job ? "OnFailure" : null)
                .With("topologySpreadConstraints", workload.Kind == WorkloadKind.Deployment ? Spread(workload) : null)
                .With("volumes", Volumes(workload, usesClusterApi) is { Count: > 0 } volumes ? volumes : null),
        };
    }

    private static Map? Annotations(WorkloadSpec workload, bool usesClusterApi)
    {
        var annotations = workload.Sidecar is { } sidecar ? DaprAnnotations.Of(sidecar, usesClusterApi) : new Map();

        // Pods do not notice that a file of theirs changed; a changed annotation rolls them.
        if (workload.Files is { } files)
            annotations.Add("checksum/files", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', files.Files.Select(file => file.Key + '\0' + file.Value))))));
        return annotations.Count > 0 ? annotations : null;
    }

    private Map Container(WorkloadSpec workload) => new Map
    {
        ["name"] = workload.Name,
        ["image"] = workload.Image,
        ["imagePullPolicy"] = environment.DefaultImagePullPolicy,
    }
        .With("command", workload.Command.Count > 0 ? workload.Command : null)
        .With("args", workload.Arguments.Count > 0 ? workload.Arguments : null)
        .With("ports", workload.Ports.Count > 0 ? workload.Ports.Select(port => new Map { ["name"] = port.Name, ["containerPort"] = port.Port, ["protocol"] = "TCP" }).ToList() : null)
        .With("env", workload.Environment.Count > 0 ? workload.Environment.Select(ObjectShapes.Variable).ToList() : null)

        // Settings that only the deployer knows, such as connections to vendors. What the model says wins over them.
        .With("envFrom", workload.IsProject ? new List<Map> { new() { ["configMapRef"] = new Map { ["name"] = $"{workload.Name}-config", ["optional"] = true } } } : null)
        .With("startupProbe", Probe(workload, ProbeType.Startup))
        .With("readinessProbe", Probe(workload, ProbeType.Readiness))
        .With("livenessProbe", Probe(workload, ProbeType.Liveness))

        // Load balancers learn of a stop later than the container: it goes on answering for a moment.
        .With("lifecycle", workload is { IsProject: true, Ports.Count: > 0 } ? new Map { ["preStop"] = new Map { ["sleep"] = new Map { ["seconds"] = 5 } } } : null)
        .With("resources", workload.IsProject ? ObjectShapes.Resources("100m", "192Mi", "768Mi") : ObjectShapes.Resources("250m", "256Mi", "2Gi"))
        .With("securityContext", ObjectShapes.ContainerSecurity(readOnlyRoot: workload.IsProject))
        .With("volumeMounts", Mounts(workload) is { Count: > 0 } mounts ? mounts : null);

    private static Map? Probe(WorkloadSpec workload, ProbeType type)
    {
        if (workload.Probes.LastOrDefault(probe => probe.Type == type) is { } probe)
        {
            var port = WorkloadPorts.Of(probe.EndpointReference.Resource, probe.EndpointReference.EndpointAnnotation).Port;
            return Timing(new Map { ["httpGet"] = new Map { ["path"] = probe.Path, ["port"] = port, ["scheme"] = probe.EndpointReference.Scheme.ToUpperInvariant() } }, probe);
        }

        // A server without a probe of its own is ready when it accepts connections.
        return workload is { IsProject: false, Ports.Count: > 0 } && type == ProbeType.Readiness
            ? new Map { ["tcpSocket"] = new Map { ["port"] = workload.Ports[0].Port }, ["periodSeconds"] = 5, ["timeoutSeconds"] = 3, ["failureThreshold"] = 3 }
            : null;
    }

    private static Map Timing(Map probe, ProbeAnnotation timing) => probe
        .With("initialDelaySeconds", timing.InitialDelaySeconds)
        .With("periodSeconds", timing.PeriodSeconds)
        .With("timeoutSeconds", timing.TimeoutSeconds)
        .With("failureThreshold", timing.FailureThreshold)
        .With("successThreshold", timing.SuccessThreshold);

    private static List<Map> Mounts(WorkloadSpec workload)
    {
        var mounts = workload.Volumes.Select(volume => new Map { ["name"] = volume.Name, ["mountPath"] = volume.Path }.With("readOnly", volume.IsReadOnly ? true : null)).ToList();
        if (workload.Files is { } files)
            mounts.Add(new Map { ["name"] = FilesVolume, ["mountPath"] = files.Path, ["readOnly"] = true });
        if (workload.IsProject)
            mounts.Add(new Map { ["name"] = ScratchVolume, ["mountPath"] = "/tmp" });
        return mounts;
    }

    private List<Map> Volumes(WorkloadSpec workload, bool usesClusterApi)
    {
        var volumes = StatefulObjects.UsesClaims(workload, environment) ? [] : workload.Volumes.Select(volume => new Map { ["name"] = volume.Name, ["emptyDir"] = new Map() }).ToList();
        if (workload.Files is { } files)
            volumes.Add(new Map { ["name"] = FilesVolume, ["configMap"] = new Map { ["name"] = files.ConfigMap } });
        if (workload.IsProject)
            volumes.Add(new Map { ["name"] = ScratchVolume, ["emptyDir"] = new Map { ["sizeLimit"] = "256Mi" } });
        if (usesClusterApi)
            volumes.Add(DaprAnnotations.ApiAccess());
        return volumes;
    }

    private List<Map> Spread(WorkloadSpec workload) =>
        [.. ((string[])["topology.kubernetes.io/zone", "kubernetes.io/hostname"]).Select(key => new Map
        {
            ["maxSkew"] = 1,
            ["topologyKey"] = key,
            ["whenUnsatisfiable"] = "ScheduleAnyway",
            ["labelSelector"] = objects.Selector(workload.Name),
        })];
}
