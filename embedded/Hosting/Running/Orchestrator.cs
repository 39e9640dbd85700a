using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts, watches, restarts and stops every resource of a run.</summary>
internal sealed class Orchestrator(IServiceProvider services, DistributedApplicationModel model, RunContext run, ResourceNotificationService notifications, IDistributedApplicationEventing eventing, InstanceFactory factory, ILogger<Orchestrator> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<ResourceInstance> _instances = [];
    private readonly List<Task> _loops = [];

    public IReadOnlyList<ResourceInstance> Instances => _instances;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        InstanceFactory.CheckPrograms(model);
        await InstallAsync(cancellationToken).ConfigureAwait(false);
        _instances.AddRange(factory.Create(model));
        foreach (var resource in model.Resources)
        {
            notifications.Register(resource, [.. _instances.Where(instance => instance.Resource == resource).Select(instance => instance.Id).DefaultIfEmpty(resource.Name)]);
            await AnnounceAsync(resource, cancellationToken).ConfigureAwait(false);
        }

        var supervisor = new InstanceSupervisor(services, run, notifications, eventing, model, logger);
        _loops.AddRange(_instances.Select(instance => supervisor.RunAsync(instance, _stopping.Token)));
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var phase in _instances.GroupBy(instance => instance.Launcher.Phase).OrderBy(group => group.Key))
        {
            await Task.WhenAll(phase.Select(StopAsync)).ConfigureAwait(false);
        }

        await Task.WhenAll(_loops).ConfigureAwait(false);
        factory.Dispose();
        await run.DisposeAsync().ConfigureAwait(false);
    }

    public async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string id, string command, CancellationToken cancellationToken)
    {
        var targets = _instances.Where(instance => instance.Resource == resource && (id == resource.Name || instance.Id == id)).ToList();
        if (targets.Count == 0)
            return CommandResults.Failure($"Resource '{resource.Name}' has no process.");
        switch (command)
        {
            case var _ when command == KnownResourceCommands.StartCommand:
                await RequestAsync(targets).ConfigureAwait(false);
                return CommandResults.Success();
            case var _ when command == KnownResourceCommands.StopCommand:
                await Task.WhenAll(targets.Select(target => target.StopAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
                return CommandResults.Success();
            case var _ when command == KnownResourceCommands.RestartCommand:
                await Task.WhenAll(targets.Select(target => target.StopAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
                await RequestAsync(targets).ConfigureAwait(false);
                return CommandResults.Success();
            default:
                return CommandResults.Failure($"Resource '{resource.Name}' has no command '{command}'.");
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RequestAsync(List<ResourceInstance> targets)
    {
        foreach (var target in targets.Where(target => target.Child is null))
        {
            // Shown at once: whoever waits after the command must not see the state from before it.
            await notifications.PublishUpdateAsync(target.Resource, target.Id, snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = null, IsReady = false }).ConfigureAwait(false);
            target.Start();
        }
    }

    private static async Task StopAsync(ResourceInstance instance)
    {
        await instance.StopAsync().ConfigureAwait(false);
        await instance.Launcher.CleanUpAsync().ConfigureAwait(false);
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var missing = InstanceFactory.MissingPackages(model);
        await PackageInstaller.EnsureAsync(missing, run.Configuration["OpenClaw:NoInstall"] is null, Console.WriteLine, cancellationToken).ConfigureAwait(false);
    }

    private async Task AnnounceAsync(IResource resource, CancellationToken cancellationToken)
    {
        var hidden = resource.HasAnnotationOfType<HiddenAnnotation>();
        var isValue = resource is IResourceWithoutLifetime;
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            State = isValue ? KnownResourceStates.Running : KnownResourceStates.NotStarted,
            IsReady = isValue,
            IsHidden = hidden,
        }).ConfigureAwait(false);
        await eventing.PublishAsync(new InitializeResourceEvent(resource, eventing, run.Loggers, notifications, services), EventDispatchBehavior.NonBlockingConcurrent, cancellationToken).ConfigureAwait(false);
        if (resource.HasAnnotationOfType<EndpointAnnotation>())
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken).ConfigureAwait(false);
        if (resource is IResourceWithConnectionString)
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken).ConfigureAwait(false);
    }
}
