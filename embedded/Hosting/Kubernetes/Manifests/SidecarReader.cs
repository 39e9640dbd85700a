using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Reads the sidecar of a resource; ports are those inside the pod.</summary>
internal static class SidecarReader
{
    public static SidecarSpec? Read(IResource resource, DaprResources dapr)
    {
        if (DaprRuntime.SidecarOf(resource) is not { } sidecar)
            return null;
        var options = DaprRuntime.OptionsOf(sidecar);
        if ((options.AppHealthProbeTimeout ?? 500) > (options.AppHealthProbeInterval ?? 5) * 1000)
            throw new DistributedApplicationException($"'{resource.Name}': daprd refuses an app health probe whose timeout is longer than its interval.");
        var endpoint = resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(candidate => options.AppEndpoint is { } wanted ? candidate.Name == wanted : candidate.UriScheme is "http" or "https");
        return new SidecarSpec(options.AppId ?? resource.Name, options)
        {
            AppPort = options.AppPort ?? (endpoint is null ? null : WorkloadPorts.Of(resource, endpoint).Port),
            Configuration = options.Config is { } file ? dapr.ConfigurationName(file) : null,
        };
    }
}
