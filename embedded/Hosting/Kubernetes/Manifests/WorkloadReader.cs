using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Kubernetes.Manifests;

/// <summary>Reads from the model what is to run in pods.</summary>
internal sealed class WorkloadReader(DistributedApplicationModel model, DistributedApplicationExecutionContext execution, IConfiguration configuration, string imagePrefix, Assembly? appHost)
{
    public async Task<IReadOnlyList<WorkloadSpec>> ReadAsync(DaprResources dapr, CancellationToken cancellationToken)
    {
        var workloads = new List<WorkloadSpec>();
        foreach (var resource in model.Resources.Where(resource => resource is ProjectResource or ContainerResource && !resource.IsExcludedFromPublish()))
        {
            workloads.Add(await ReadAsync(resource, dapr, cancellationToken).ConfigureAwait(false));
        }

        return workloads;
    }

    /// <summary>What is in the model but not in the output, with the reason.</summary>
    public IEnumerable<(string Name, string Reason)> LeftOut() => model.Resources
        .Where(resource => resource is IComputeResource)
        .Where(resource => resource is not (ProjectResource or ContainerResource) || resource.IsExcludedFromPublish())
        .Select(resource => (resource.Name, resource.IsExcludedFromPublish()
            ? "The AppHost excludes it from what is published."
            : "A program of the build machine has no container image."));

    private async Task<WorkloadSpec> ReadAsync(IResource resource, DaprResources dapr, CancellationToken cancellationToken)
    {
        var values = new ValueTranslator(resource);
        var environment = new List<EnvironmentEntry>();
        foreach (var (name, value) in await VariablesAsync(resource, cancellationToken).ConfigureAwait(false))
        {
            environment.Add(await values.VariableAsync(name, value).ConfigureAwait(false));
        }

        var arguments = new List<string>();
        foreach (var argument in await ArgumentsAsync(resource, cancellationToken).ConfigureAwait(false))
        {
            arguments.Add(await values.TextAsync(argument).ConfigureAwait(false));
        }

        var sidecar = SidecarReader.Read(resource, dapr);
        var ports = WorkloadPorts.Of(resource);
        return new WorkloadSpec(resource, KindOf(resource), ImageOf(resource))
        {
            Command = resource is ContainerResource { Entrypoint: { } entrypoint } ? [entrypoint] : [],
            Arguments = arguments,
            Environment = [.. values.Parts, .. Platform(resource, sidecar, ports), .. environment.OrderBy(entry => entry.Name, StringComparer.Ordinal)],
            Ports = ports,
            Probes = [.. resource.Annotations.OfType<EndpointProbeAnnotation>()],
            Volumes = [.. VolumesOf(resource)],
            Files = PostgresInitialization.FilesFor(resource, model),
            Sidecar = sidecar,
            Replicas = resource.GetReplicaCount(),
            IsExternal = resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal),
            CallsOut = resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relation => relation.Resource is ExternalServiceResource),
            Calls = CallsOf(resource, values),
        };
    }

    private async Task<Dictionary<string, object>> VariablesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        return context.EnvironmentVariables;
    }

    private async Task<IList<object>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        return context.Args;
    }

    private WorkloadKind KindOf(IResource resource)
    {
        if (model.Resources.SelectMany(other => other.Annotations.OfType<WaitAnnotation>()).Any(wait => wait.Resource == resource && wait.WaitType == WaitType.WaitForCompletion))
            return WorkloadKind.Job;
        return resource is IResourceWithConnectionString ? WorkloadKind.StatefulSet : WorkloadKind.Deployment;
    }

    private string ImageOf(IResource resource)
    {
        if (resource.TryGetContainerImageName(out var image))
            return image;

        // The key that the official output has in its values. A version instead of "latest": a rollout must be repeatable.
        var version = appHost?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";
        return configuration[$"Parameters:{resource.Name}_image"] is { Length: > 0 } configured ? configured : $"{imagePrefix}/{resource.Name}:{version}";
    }

    private static IEnumerable<EnvironmentEntry> Platform(IResource resource, SidecarSpec? sidecar, IReadOnlyList<PortSpec> ports)
    {
        if (sidecar is not null)
        {
            yield return new EnvironmentEntry("APP_API_TOKEN") { Secret = new SecretKey(sidecar.AppTokenSecret, "token") };
            yield return new EnvironmentEntry("DAPR_API_TOKEN") { Secret = new SecretKey(sidecar.ApiTokenSecret, "token") };
        }

        if (resource is not ProjectResource)
            yield break;
        if (ports.Count > 0)
            yield return new EnvironmentEntry("HTTP_PORTS") { Value = string.Join(';', ports.Select(port => port.Port)) };

        // One value turns telemetry on for all, without publishing again; without it nothing is exported.
        yield return new EnvironmentEntry("OTEL_EXPORTER_OTLP_ENDPOINT") { Parameter = "otlp-endpoint", IsOptional = true };
        yield return new EnvironmentEntry("OTEL_SERVICE_NAME") { Value = resource.Name };
    }

    private static IEnumerable<VolumeSpec> VolumesOf(IResource resource)
    {
        foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>())
        {
            if (mount.Type == ContainerMountType.BindMount)
                throw new DistributedApplicationException($"'{resource.Name}' mounts a folder of this machine ({mount.Target}); bind mounts cannot be published to Kubernetes.");
            yield return new VolumeSpec(mount.Source ?? $"{resource.Name}-data", mount.Target, mount.IsReadOnly);
        }
    }

    private static SortedSet<string> CallsOf(IResource resource, ValueTranslator values)
    {
        var related = resource.Annotations.OfType<WaitAnnotation>().Where(wait => wait.WaitType != WaitType.WaitForCompletion).Select(wait => wait.Resource)
            .Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => relation.Resource))
            .Concat(values.Called)
            .Select(other => other is IResourceWithParent { Parent: var parent } ? parent : other)
            .Where(other => other is ContainerResource or ProjectResource && other != resource);
        return new SortedSet<string>(related.Select(other => other.Name), StringComparer.Ordinal);
    }
}
