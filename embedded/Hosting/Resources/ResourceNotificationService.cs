using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of all resource instances, and waiting for them.</summary>
public class ResourceNotificationService(ILogger<ResourceNotificationService> logger, IHostApplicationLifetime hostApplicationLifetime, IServiceProvider serviceProvider, ResourceLoggerService resourceLoggerService) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = [];
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly ConcurrentDictionary<IResource, string[]> _instances = [];
    private readonly CancellationTokenSource _disposed = new();

    internal ILogger Logger { get; } = logger;

    internal IServiceProvider Services { get; } = serviceProvider;

    internal ResourceLoggerService Loggers { get; } = resourceLoggerService;

    /// <summary>With the dashboard a person can repair a failed dependency; without one nobody will.</summary>
    internal WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in InstancesOf(resource))
        {
            Publish(resource, id, stateFactory);
        }

        return Task.CompletedTask;
    }

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        Publish(resource, resourceId, stateFactory);
        return Task.CompletedTask;
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token, hostApplicationLifetime.ApplicationStopped);
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(resourceName, change => change.Snapshot.State is { } state && states.Contains(state.Text), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
                return change;
        }

        throw new OperationCanceledException($"The application ended while waiting for resource '{resourceName}'.", cancellationToken);
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(resourceName, change => AllReady(change.Resource) || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsUnavailable(change)), cancellationToken).ConfigureAwait(false);
        return IsUnavailable(reached) && !AllReady(reached.Resource)
            ? throw new DistributedApplicationException($"Resource '{resourceName}' is in state {reached.Snapshot.State?.Text}.")
            : reached;
    }

    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList())
        {
            await WaitForAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        GC.SuppressFinalize(this);
    }

    internal void Register(IResource resource, string[] instanceIds) => _instances[resource] = instanceIds;

    internal IReadOnlyList<string> InstancesOf(IResource resource) => _instances.GetValueOrDefault(resource) ?? [resource.Name];

    internal IReadOnlyList<ResourceEvent> All()
    {
        lock (_gate)
        {
            return [.. _current.Values];
        }
    }

    internal bool AllReady(IResource resource) => States(resource) is { Count: > 0 } states
        && states.All(snapshot => snapshot is { IsReady: true, HealthStatus: HealthStatus.Healthy });

    private static bool IsUnavailable(ResourceEvent change) => change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    private List<CustomResourceSnapshot?> States(IResource resource)
    {
        lock (_gate)
        {
            return [.. InstancesOf(resource).Select(id => _current.GetValueOrDefault(id)?.Snapshot)];
        }
    }

    private async Task WaitForAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var behavior = wait.WaitBehavior ?? DefaultWaitBehavior;
        var final = await WaitForResourceAsync(wait.Resource.Name, change => IsReleased(wait, change) || IsFailure(wait, change, behavior), cancellationToken).ConfigureAwait(false);
        if (!IsReleased(wait, final))
        {
            throw new DistributedApplicationException(
                $"Dependency '{wait.Resource.Name}' is {final.Snapshot.State?.Text}{(final.Snapshot.ExitCode is { } code ? $" with exit code {code}" : "")}.");
        }
    }

    private bool IsReleased(WaitAnnotation wait, ResourceEvent change) => wait.WaitType switch
    {
        WaitType.WaitUntilStarted => States(wait.Resource).All(snapshot => snapshot?.State?.Text == KnownResourceStates.Running),
        WaitType.WaitForCompletion => IsUnavailable(change) && change.Snapshot.ExitCode == wait.ExitCode && change.Snapshot.State!.Text != KnownResourceStates.FailedToStart,
        _ => AllReady(wait.Resource),
    };

    private static bool IsFailure(WaitAnnotation wait, ResourceEvent change, WaitBehavior behavior) =>
        IsUnavailable(change) && (wait.WaitType == WaitType.WaitForCompletion || behavior == WaitBehavior.StopOnResourceUnavailable);

    private void Publish(IResource resource, string id, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_gate)
        {
            var before = _current.GetValueOrDefault(id)?.Snapshot ?? new CustomResourceSnapshot { ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal), Properties = [] };
            var published = new ResourceEvent(resource, id, change(before));
            _current[id] = published;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(published);
            }
        }
    }
}
