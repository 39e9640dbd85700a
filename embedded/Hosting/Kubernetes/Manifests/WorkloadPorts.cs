using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Ports of a resource inside a cluster, where every pod has an address of its own and may use well-known ports.</summary>
internal static class WorkloadPorts
{
    /// <summary>Where .NET's container images listen.</summary>
    public const int DefaultHttp = 8080;

    public static IReadOnlyList<PortSpec> Of(IResource resource) =>
        [.. resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => !IsDefaultHttps(resource, endpoint)).Select(endpoint => Of(resource, endpoint))];

    public static PortSpec Of(IResource resource, EndpointAnnotation endpoint)
    {
        var isProjectHttp = resource is ProjectResource && endpoint.UriScheme is "http" or "https";
        var target = endpoint.TargetPort ?? (isProjectHttp ? DefaultHttp : endpoint.Port)
            ?? throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of '{resource.Name}' needs a target port to be published.");
        return new PortSpec(endpoint.Name, target, endpoint.Port ?? target);
    }

    // TLS ends before the pod.
    private static bool IsDefaultHttps(IResource resource, EndpointAnnotation endpoint) =>
        resource is ProjectResource && endpoint is { UriScheme: "https", TargetPort: null };
}
