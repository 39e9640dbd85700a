namespace OpenClaw.AppHost;

internal static class ServiceExtensions
{
    /// <summary>An HTTP endpoint, the health route of ServiceDefaults, and a sidecar named like the service.</summary>
    public static IResourceBuilder<ProjectResource> AsService(this IResourceBuilder<ProjectResource> service, SidecarDefaults sidecar, int? port = null) => service
        .WithHttpEndpoint(port)
        .WithHttpHealthCheck("/health")
        .WithDaprSidecar(sidecar.For(service.Resource.Name));

    public static IResourceBuilder<ProjectResource> WaitForStores(this IResourceBuilder<ProjectResource> service, params IResourceBuilder<IResource>[] stores)
    {
        foreach (var store in stores)
        {
            service.WaitFor(store);
        }

        return service;
    }
}
