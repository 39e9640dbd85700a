using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes;

/// <summary>A cluster to publish to.</summary>
public sealed class KubernetesEnvironmentResource(string name) : Resource(name), IComputeEnvironmentResource
{
    public bool DashboardEnabled { get; set; } = true;

    public string DefaultImagePullPolicy { get; set; } = "IfNotPresent";

    public string DefaultServiceType { get; set; } = "ClusterIP";

    public string DefaultStorageReadWritePolicy { get; set; } = "ReadWriteOnce";

    public string DefaultStorageSize { get; set; } = "1Gi";

    public string DefaultStorageType { get; set; } = "emptyDir";

    public string? DefaultStorageClassName { get; set; }

    internal HelmChartOptions Helm { get; } = new();
}
