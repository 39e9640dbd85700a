using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A resource instance as the dashboard sees it.</summary>
internal sealed record ResourceView(
    string Name, string DisplayName, string Type, string? State, string? Health, int? ExitCode, DateTime? StartedAt,
    IReadOnlyList<UrlView> Urls, IReadOnlyList<VariableView> Environment, string? Parent, IReadOnlyList<CommandView> Commands, int Replicas)
{
    public static bool IsListed(ResourceEvent change) => change.Resource is not IResourceWithoutLifetime && change.Resource.Name != DashboardHost.ResourceName;

    public static ResourceView Of(ResourceEvent change, ResourceNotificationService notifications)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        var replicas = notifications.InstancesOf(resource).Count;
        return new ResourceView(
            replicas > 1 ? change.ResourceId : resource.Name,
            resource.Name,
            snapshot.ResourceType,
            snapshot.State?.Text,
            snapshot.HealthStatus?.ToString(),
            snapshot.ExitCode,
            snapshot.StartTimeStamp,
            [.. snapshot.Urls.Select(url => new UrlView(url.Name, url.Url))],
            [.. snapshot.EnvironmentVariables.Select(variable => new VariableView(variable.Name, variable.Value, variable.IsSecret))],
            resource.ParentOf()?.Name,
            CommandsOf(resource, snapshot),
            replicas);
    }

    private static List<CommandView> CommandsOf(IResource resource, CustomResourceSnapshot snapshot)
    {
        var commands = new List<CommandView>();
        if (resource is IComputeResource or CommunityToolkit.Aspire.Hosting.Dapr.IDaprSidecarResource)
        {
            var isStopped = snapshot.State is null || snapshot.State.Text == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(snapshot.State.Text);
            var isWaiting = snapshot.State?.Text == KnownResourceStates.Waiting;
            commands.Add(new CommandView(KnownResourceCommands.StartCommand, "Start", isStopped || isWaiting));
            commands.Add(new CommandView(KnownResourceCommands.StopCommand, "Stop", !isStopped && !isWaiting));
            commands.Add(new CommandView(KnownResourceCommands.RestartCommand, "Restart", !isStopped && !isWaiting));
        }

        commands.AddRange(resource.Annotations.OfType<ResourceCommandAnnotation>().Select(command => new CommandView(command.Name, command.DisplayName, true)));
        return commands;
    }
}

internal sealed record UrlView(string? Name, string Url);

internal sealed record VariableView(string Name, string? Value, bool IsSecret);

internal sealed record CommandView(string Name, string DisplayName, bool Enabled);
