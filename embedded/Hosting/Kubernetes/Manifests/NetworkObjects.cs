namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>
/// Nothing in and nothing out, except what the model says. Ports are those of pods: policies see no Services. Which app may
/// call which other app is decided above this, by tokens; here all sidecars may reach each other.
/// </summary>
internal sealed class NetworkObjects(ObjectShapes objects, IReadOnlyList<WorkloadSpec> workloads, DaprResources dapr)
{
    private const string ControlPlaneNamespace = "dapr-system";
    private const string MonitoringNamespace = "monitoring";
    private const int SidecarPort = 50002;
    private const int SidecarMetricsPort = 9090;

    // The control plane's operator, sentry, placement and scheduler.
    private static readonly int[] ControlPlanePorts = [6500, 50001, 50005, 50006];
    private static readonly int[] TelemetryPorts = [4317, 4318];

    // Where API servers usually are, seen from a pod.
    private static readonly string[] PrivateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
    private static readonly int[] ApiServerPorts = [443, 6443];

    /// <summary>For every pod of the namespace: deny all, but let names be resolved.</summary>
    public IEnumerable<Map> ForNamespace()
    {
        yield return Policy("default-deny", objects.Application, new Map(), [], []);
        var dns = Rule("to", [Namespace("kube-system")], [53]);
        ((List<Map>)dns["ports"]).Add(new Map { ["port"] = 53, ["protocol"] = "UDP" });
        yield return Policy("allow-dns", objects.Application, new Map(), null, [dns]);
    }

    public Map For(WorkloadSpec workload) =>
        Policy($"{workload.Name}-network", workload.Name, objects.Selector(workload.Name), [.. Incoming(workload)], [.. Outgoing(workload)]);

    private IEnumerable<Map> Incoming(WorkloadSpec workload)
    {
        var ports = workload.Ports.Select(port => port.Port).ToList();
        if (workload.IsExternal)
            yield return Rule("from", [], ports);
        var callers = workloads.Where(other => other.Calls.Contains(workload.Name)).Select(other => other.Name).ToList();
        if (callers.Count > 0 && ports.Count > 0)
            yield return Rule("from", [Pods(callers)], ports);
        if (workload.Sidecar is null)
            yield break;
        yield return Rule("from", [Pods(SidecarApps)], [SidecarPort]);
        yield return Rule("from", [Namespace(MonitoringNamespace)], [SidecarMetricsPort]);
    }

    private IEnumerable<Map> Outgoing(WorkloadSpec workload)
    {
        foreach (var called in workloads.Where(other => workload.Calls.Contains(other.Name) && other.Ports.Count > 0))
        {
            yield return Rule("to", [Pods([called.Name])], [.. called.Ports.Select(port => port.Port)]);
        }

        if (workload.IsProject)
            yield return Rule("to", [Namespace(MonitoringNamespace)], TelemetryPorts);
        var resources = workload.Sidecar is null ? [] : dapr.VisibleTo(workload.Sidecar.AppId).ToList();
        if (workload.CallsOut || resources.Exists(resource => resource.CallsOut))
            yield return Rule("to", [Block("0.0.0.0/0"), Block("::/0")], [443]);
        if (workload.Sidecar is not { } sidecar)
            yield break;
        yield return Rule("to", [Namespace(ControlPlaneNamespace)], ControlPlanePorts);
        yield return Rule("to", [Pods(SidecarApps)], [SidecarPort]);
        if (dapr.UsesClusterApi(sidecar))
            yield return Rule("to", [.. PrivateNetworks.Select(Block)], ApiServerPorts);
    }

    private List<string> SidecarApps => [.. workloads.Where(workload => workload.Sidecar is not null).Select(workload => workload.Name).Order(StringComparer.Ordinal)];

    private Map Policy(string name, string component, Map podSelector, List<Map>? ingress, List<Map>? egress)
    {
        List<string> types = [.. ingress is null ? [] : (string[])["Ingress"], .. egress is null ? [] : (string[])["Egress"]];
        return objects.Create("networking.k8s.io/v1", "NetworkPolicy", name, component).With("spec", new Map
        {
            ["podSelector"] = podSelector,
            ["policyTypes"] = types,
        }
            .With("ingress", ingress is { Count: > 0 } ? ingress : null)
            .With("egress", egress is { Count: > 0 } ? egress : null));
    }

    private static Map Rule(string direction, List<Map> peers, IEnumerable<int> ports) => new Map()
        .With(direction, peers.Count > 0 ? peers : null)
        .With("ports", ports.Select(port => new Map { ["port"] = port, ["protocol"] = "TCP" }).ToList());

    private Map Pods(IEnumerable<string> components) => new() { ["podSelector"] = objects.SelectorOfAny(components) };

    private static Map Namespace(string name) => new() { ["namespaceSelector"] = new Map { ["matchLabels"] = new Map { ["kubernetes.io/metadata.name"] = name } } };

    private static Map Block(string network) => new() { ["ipBlock"] = new Map { ["cidr"] = network } };
}
