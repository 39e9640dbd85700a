using System.Collections.Concurrent;
using OpenClaw.Sidecar.Bindings;
using OpenClaw.Sidecar.Configurations;
using OpenClaw.Sidecar.Hosting;
using OpenClaw.Sidecar.Middleware;
using OpenClaw.Sidecar.Resiliency;
using OpenClaw.Sidecar.Resources;
using OpenClaw.Sidecar.Secrets;
using OpenClaw.Sidecar.State;
using OpenClaw.Sidecar.Telemetry;

namespace OpenClaw.Sidecar.Components;

/// <summary>Starts the components in their order and keeps them by block and name.</summary>
internal sealed class ComponentRegistry(
    SidecarOptions options,
    ResourceSet resources,
    ResiliencyProvider resiliency,
    ComponentFactory factory,
    TimeProvider clock,
    ILogger<ComponentRegistry> logger) : IAsyncDisposable
{
    public ConcurrentDictionary<string, ISecretStore> SecretStores { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, StateComponent> States { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, PubSubComponent> PubSubs { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, IOutputBinding> OutputBindings { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, InputBindingComponent> InputBindings { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, IConfigurationStore> Configurations { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, LockComponent> Locks { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, HttpEndpoint> HttpEndpoints { get; } = new(StringComparer.Ordinal);
    public ConcurrentDictionary<string, IHttpMiddleware> Middlewares { get; } = new(StringComparer.Ordinal);
    public List<LoadedComponent> Loaded { get; } = [];

    /// <summary>Called when components came or went while the sidecar runs.</summary>
    public Func<CancellationToken, Task> Changed { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The one store that keeps actor state, if any.</summary>
    public StateComponent? ActorStore => States.Values.FirstOrDefault(state => state.IsActorStore);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var values = new ValueResolver(options, SecretStores, logger);
        // Secret stores first: the others refer to them.
        foreach (var component in resources.Components.Where(IsSecretStore).Concat(resources.Components.Where(component => !IsSecretStore(component))))
        {
            await StartAsync(component, values, cancellationToken);
        }
        foreach (var endpoint in resources.HttpEndpoints)
        {
            if (await values.ResolveAsync($"HTTPEndpoint {endpoint.Name}", endpoint.Headers, endpoint.SecretStore, cancellationToken) is { } headers)
            {
                var tls = await values.ResolveAsync($"HTTPEndpoint {endpoint.Name}", endpoint.ClientTls, endpoint.SecretStore, cancellationToken) ?? [];
                HttpEndpoints[endpoint.Name] = new HttpEndpoint(endpoint.Name, endpoint.BaseUrl, headers, EndpointTls.From(endpoint.Name, tls));
            }
        }
        if (States.Values.Count(state => state.IsActorStore) > 1)
        {
            throw new ResourceException("more than one state store has actorStateStore: true");
        }
    }

    /// <summary>Starts one component while the sidecar runs.</summary>
    public async Task AddAsync(ComponentResource component, CancellationToken cancellationToken)
    {
        await StartAsync(component, new ValueResolver(options, SecretStores, logger), cancellationToken);
        await Changed(cancellationToken);
    }

    /// <summary>Takes one component away while the sidecar runs; calls in flight may fail, as they do in the original.</summary>
    public async Task RemoveAsync(string name)
    {
        List<object?> removed =
        [
            Take(SecretStores, name), Take(States, name)?.Values, Take(PubSubs, name)?.PubSub, Take(OutputBindings, name),
            Take(InputBindings, name)?.Binding, Take(Configurations, name), Take(Locks, name)?.Store, Take(Middlewares, name),
        ];
        lock (Loaded)
        {
            Loaded.RemoveAll(component => component.Name == name);
        }
        // Who uses a component lets go of it before it is gone.
        await Changed(CancellationToken.None);
        foreach (var one in removed.OfType<object>().Distinct())
        {
            await DisposeAsync(one);
        }
    }

    private static T? Take<T>(ConcurrentDictionary<string, T> table, string name) where T : class => table.TryRemove(name, out var found) ? found : null;

    private static bool IsSecretStore(ComponentResource component) => component.Type.StartsWith("secretstores.", StringComparison.Ordinal);

    private async Task StartAsync(ComponentResource component, ValueResolver values, CancellationToken cancellationToken)
    {
        try
        {
            if (resources.Configuration.DeniedComponents.Any(denied => denied == component.Type || denied == $"{component.Type}/{component.Version}"))
            {
                throw new ResourceException($"component {component.Name}: type {component.Type} is denied by the configuration");
            }
            if (await values.ResolveAsync($"component {component.Name}", component.Values, component.SecretStore, cancellationToken) is not { } metadata)
            {
                return;
            }
            var capabilities = await InitAsync(component, new ComponentMetadata(component.Name, metadata), cancellationToken);
            lock (Loaded)
            {
                Loaded.Add(new LoadedComponent(component.Name, component.Type, component.Version, capabilities));
            }
            SidecarMetrics.ComponentsLoaded.Add(1);
            SidecarMetrics.ComponentsInit.Add(1, new MetricLabels(component.Type));
            logger.ComponentLoaded(component.Name, component.Type, component.Version);
        }
        catch (Exception error) when (component.IgnoreErrors && error is not OperationCanceledException)
        {
            SidecarMetrics.ComponentsFailed.Add(1, new MetricLabels(component.Type, "init"));
            logger.ComponentIgnored(component.Name, error.Message);
        }
    }

    private async Task<IReadOnlyList<string>> InitAsync(ComponentResource component, ComponentMetadata metadata, CancellationToken cancellationToken)
    {
        var attempt = 0;
        var policy = new Policy(resiliency.BuiltInInitialization, null, component.InitTimeout, clock);
        try
        {
            return await policy.RunAsync(
                async token =>
                {
                    try
                    {
                        return await factory.CreateAsync(component, metadata, this, token);
                    }
                    catch (Exception error) when (error is not (ResourceException or OperationCanceledException))
                    {
                        logger.ComponentRetried(component.Name, error.Message, ++attempt + 1);
                        throw;
                    }
                    catch (ResourceException error)
                    {
                        throw new PermanentComponentException(error);
                    }
                },
                static _ => Verdict.Success,
                cancellationToken);
        }
        catch (PermanentComponentException error)
        {
            throw new ResourceException(error.InnerException!.Message, error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new ResourceException($"component {component.Name} ({component.Type}) could not be started: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pubsub in PubSubs.Values)
        {
            await pubsub.PubSub.DisposeAsync();
        }
        foreach (var state in States.Values)
        {
            await state.Values.DisposeAsync();
        }
        // A binding of both directions is one object.
        foreach (var component in OutputBindings.Values.Concat<object>(InputBindings.Values.Select(input => input.Binding))
            .Concat(Configurations.Values).Concat(SecretStores.Values).Distinct())
        {
            await DisposeAsync(component);
        }
        await factory.DisposeAsync();
    }

    private static async ValueTask DisposeAsync(object component)
    {
        switch (component)
        {
            case IAsyncDisposable asynchronous:
                await asynchronous.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
