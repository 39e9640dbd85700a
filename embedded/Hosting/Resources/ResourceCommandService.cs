using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Executes commands on resources, built-in ones included.</summary>
public class ResourceCommandService
{
    private readonly IServiceProvider _services;

    internal ResourceCommandService(IServiceProvider services) => _services = services;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        var notifications = _services.GetRequiredService<ResourceNotificationService>();
        var resource = _services.GetRequiredService<DistributedApplicationModel>().Resources.FirstOrDefault(candidate =>
            string.Equals(candidate.Name, resourceId, StringComparison.OrdinalIgnoreCase) || notifications.InstancesOf(candidate).Contains(resourceId));
        return resource is null
            ? Task.FromResult(CommandResults.Failure($"There is no resource '{resourceId}'."))
            : ExecuteAsync(resource, resourceId, commandName, cancellationToken);
    }

    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteAsync(resource, resource.Name, commandName, cancellationToken);

    private async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string id, string commandName, CancellationToken cancellationToken)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(command => command.Name == commandName) is { } command)
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                Services = _services,
                ResourceName = id,
                CancellationToken = cancellationToken,
                Logger = _services.GetRequiredService<ResourceLoggerService>().GetLogger(resource),
            }).ConfigureAwait(false);
        }

        return await _services.GetRequiredService<Orchestrator>().ExecuteAsync(resource, id, commandName, cancellationToken).ConfigureAwait(false);
    }
}
