using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;
using Aspire.Hosting.Servers;
using CommunityToolkit.Aspire.Hosting.Dapr;

namespace Aspire.Hosting.Running;

/// <summary>Gives every resource its processes and ports.</summary>
internal sealed class InstanceFactory(RunContext run, DaprRuntime dapr, IHttpClientFactory clients) : IDisposable
{
    private readonly List<ReplicaProxy> _proxies = [];
    private readonly Dictionary<(IResource Resource, int Index), ResourceInstance> _byIndex = [];

    public static IReadOnlyList<string> MissingPackages(DistributedApplicationModel model)
    {
        var missing = new List<string>();
        if (model.Resources.OfType<PostgresServerResource>().Any() && ServerPrograms.PostgresFolder() is null)
            missing.Add(ServerPrograms.PostgresPackage);
        if (model.Resources.OfType<RedisResource>().Any() && ServerPrograms.Redis is null)
            missing.Add(ServerPrograms.RedisPackage);
        if (model.Resources.OfType<RabbitMQServerResource>().Any() && ServerPrograms.RabbitMQ is null)
            missing.Add(ServerPrograms.RabbitMQPackage);
        return missing;
    }

    /// <summary>An image that no local program stands for cannot run here; better said before anything starts.</summary>
    public static void CheckPrograms(DistributedApplicationModel model)
    {
        var strangers = model.Resources.OfType<ContainerResource>()
            .Where(container => container is not (PostgresServerResource or RedisResource or RabbitMQServerResource) && !OpaLauncher.Stands(container))
            .Select(container => container.TryGetContainerImageName(out var image) ? $"'{container.Name}' (image {image})" : $"'{container.Name}'")
            .ToList();
        if (strangers.Count > 0)
            throw new DistributedApplicationException($"The embedded platform has no local program for {string.Join(", ", strangers)}. Leave it out in run mode, or use the official platform.");
    }

    public List<ResourceInstance> Create(DistributedApplicationModel model)
    {
        var placement = model.Resources.OfType<ExecutableResource>().FirstOrDefault(resource => resource.Name == DaprRuntime.PlacementName);
        foreach (var resource in model.Resources.Where(candidate => candidate is not DaprSidecarResource))
        {
            if (LauncherOf(resource) is { } launcher)
                AddInstances(resource, launcher, resource.GetReplicaCount());
        }

        foreach (var sidecar in model.Resources.OfType<DaprSidecarResource>())
        {
            var launcher = new SidecarLauncher(run, dapr, sidecar, placement!.GetEndpoint("tcp"), index => _byIndex.GetValueOrDefault((sidecar.App, index)));
            foreach (var instance in AddInstances(sidecar, launcher, sidecar.App.GetReplicaCount()))
            {
                var ready = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{dapr.PortsOf(sidecar, instance.Index).Http}/v1.0/healthz/outbound"));
                instance.Probes.Add(("outbound", token => HttpProbe.AskAsync(clients, ready, 204, token)));
            }
        }

        return [.. _byIndex.Values];
    }

    public void Dispose()
    {
        foreach (var proxy in _proxies)
        {
            proxy.Dispose();
        }
    }

    private ILauncher? LauncherOf(IResource resource) => resource switch
    {
        PostgresServerResource server => new PostgresLauncher(run, server),
        RedisResource server => new RedisLauncher(run, server),
        RabbitMQServerResource server => new RabbitMQLauncher(run, server),
        ContainerResource container when OpaLauncher.Stands(container) => new OpaLauncher(run, dapr, container),
        ProjectResource => new ProjectLauncher(run, dapr),
        ExecutableResource program => new ExecutableLauncher(run, program, program.HasAnnotationOfType<ToolAnnotation>() ? StopPhase.Tool : StopPhase.Application),
        _ => null,
    };

    private List<ResourceInstance> AddInstances(IResource resource, ILauncher launcher, int count)
    {
        var instances = Enumerable.Range(0, count)
            .Select(index => new ResourceInstance(resource, index, $"{resource.Name}-{Guid.NewGuid().ToString("N")[..8]}", launcher))
            .ToList();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            Allocate(resource, endpoint, instances);
        }

        foreach (var instance in instances)
        {
            _byIndex[(resource, instance.Index)] = instance;
            AddHttpProbes(instance);
            instance.Probes.AddRange(run.Probes.Where(probe => probe.Resource == resource).Select(probe => (probe.Key, probe.Ask)));
        }

        return instances;
    }

    private void Allocate(IResource resource, EndpointAnnotation endpoint, List<ResourceInstance> instances)
    {
        var fixedTarget = resource is ContainerResource ? null : endpoint.TargetPort;
        var wanted = run.RandomizePorts ? null : endpoint.Port ?? fixedTarget;
        var port = wanted is { } number ? run.Ports.TakeFrom(number) : run.Ports.Take($"{resource.Name}/{endpoint.Name}");
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", port);
        if (instances.Count == 1)
        {
            instances[0].TargetPorts[endpoint.Name] = port;
            return;
        }

        foreach (var instance in instances)
        {
            instance.TargetPorts[endpoint.Name] = run.Ports.Take(string.Create(CultureInfo.InvariantCulture, $"{resource.Name}/{endpoint.Name}/{instance.Index}"));
        }

        _proxies.Add(ReplicaProxy.Start(port, [.. instances.Select(instance => instance.TargetPorts[endpoint.Name])]));
    }

    private void AddHttpProbes(ResourceInstance instance)
    {
        foreach (var check in instance.Resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            // Each replica answers for itself; through the shared port one healthy replica would speak for all.
            var own = check.Endpoint.Resource == instance.Resource;
            instance.Probes.Add((check.Key, token =>
            {
                var port = own ? instance.TargetPorts[check.Endpoint.EndpointName] : check.Endpoint.Port;
                var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{check.Path}"));
                return HttpProbe.AskAsync(clients, address, check.StatusCode, token);
            }
            ));
        }
    }
}

/// <summary>A helper of the platform itself, stopped after everything that uses it.</summary>
internal sealed class ToolAnnotation : IResourceAnnotation;
