namespace OpenClaw.AppHost;

internal static class ServiceExtensions
{
    // Deployed services survive the loss of a machine and a rollout; a developer wants one process to look at.
    private const int DeployedReplicas = 2;

    /// <summary>An HTTP endpoint, the health routes of ServiceDefaults, and a sidecar named like the service.</summary>
    public static IResourceBuilder<ProjectResource> AsService(this IResourceBuilder<ProjectResource> service, SidecarDefaults sidecar, int? port = null) => service
        .WithHttpEndpoint(port)
        .WithHttpHealthCheck("/health")
        .WithProbes()
        .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
        .WithReplicas(service.ApplicationBuilder.ExecutionContext.IsPublishMode ? DeployedReplicas : 1)
        .WithEnvironment("Policy__Enforcement__Folder", sidecar.PolicyFolderOf(service.Resource.Name))
        .WithDaprSidecar(sidecar.For(service.Resource.Name));

    // Used by deployments only. Alive: the process turns, or it is replaced. Ready: its dependencies answer, or it gets no calls.
    private static IResourceBuilder<ProjectResource> WithProbes(this IResourceBuilder<ProjectResource> service) => service
        .WithHttpProbe(ProbeType.Startup, "/alive", initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60)
        .WithHttpProbe(ProbeType.Readiness, "/health", initialDelaySeconds: 1, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2)
        .WithHttpProbe(ProbeType.Liveness, "/alive", initialDelaySeconds: 1, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3);

    public static IResourceBuilder<ProjectResource> WaitForStores(this IResourceBuilder<ProjectResource> service, params IResourceBuilder<IResource>[] stores)
    {
        foreach (var store in stores)
        {
            service.WaitFor(store);
        }

        return service;
    }
}
