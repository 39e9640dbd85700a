using Aspire.Hosting.ApplicationModel;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Kubernetes.Manifests;

internal enum WorkloadKind
{
    Deployment,
    StatefulSet,
    Job,
}

internal sealed record PortSpec(string Name, int Port, int ServicePort);

internal sealed record VolumeSpec(string Name, string Path, bool IsReadOnly);

/// <summary>Text files that a container finds in a folder.</summary>
internal sealed record FilesSpec(string ConfigMap, string Path, IReadOnlyDictionary<string, string> Files);

internal sealed record SidecarSpec(string AppId, DaprSidecarOptions Options)
{
    public int? AppPort { get; init; }

    /// <summary>Name of a Configuration object.</summary>
    public string? Configuration { get; init; }

    public string ApiTokenSecret => $"{AppId}-dapr-api-token";

    public string AppTokenSecret => $"{AppId}-dapr-app-token";
}

/// <summary>What runs in one kind of pod.</summary>
internal sealed record WorkloadSpec(IResource Resource, WorkloadKind Kind, string Image)
{
    public string Name => Resource.Name;

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<EnvironmentEntry> Environment { get; init; } = [];

    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    public IReadOnlyList<EndpointProbeAnnotation> Probes { get; init; } = [];

    public IReadOnlyList<VolumeSpec> Volumes { get; init; } = [];

    public FilesSpec? Files { get; init; }

    public SidecarSpec? Sidecar { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>Somebody outside the cluster may call it.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Calls addresses outside the cluster itself, not through its sidecar.</summary>
    public bool CallsOut { get; init; }

    /// <summary>Names of the workloads it calls directly.</summary>
    public IReadOnlySet<string> Calls { get; init; } = new SortedSet<string>(StringComparer.Ordinal);

    public bool IsProject => Resource is ProjectResource;
}
