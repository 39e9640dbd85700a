using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A program of this machine; one with endpoints is a server and is kept running.</summary>
internal sealed class ExecutableLauncher(RunContext run, ExecutableResource resource, StopPhase phase) : ILauncher
{
    public StopPhase Phase { get; } = phase;

    public bool Restarts { get; } = resource.HasAnnotationOfType<EndpointAnnotation>();

    public async Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var logger = run.Loggers.GetLogger(resource);
        var arguments = await ValueResolver.ArgumentsAsync(resource, run.Execution, logger, cancellationToken).ConfigureAwait(false);
        var environment = (await ValueResolver.EnvironmentAsync(resource, run.Execution, logger, cancellationToken).ConfigureAwait(false))
            .ToDictionary(variable => variable.Name, variable => variable.Value);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.Variable is not null))
        {
            environment[endpoint.Variable!] = instance.TargetPorts[endpoint.Name].ToString(CultureInfo.InvariantCulture);
        }

        var command = resource.Command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetFullPath(resource.Command, resource.WorkingDirectory)
            : resource.Command;
        if (!File.Exists(command) && ServerPrograms.OnPath(command) is null)
            throw new DistributedApplicationException($"Resource '{resource.Name}': program '{command}' is not installed.");
        return new ProcessSpec(command, arguments, resource.WorkingDirectory) { Environment = environment };
    }
}
