using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dapr;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Servers;

/// <summary>
/// The image <c>openpolicyagent/opa</c> as a process: the stand-in, or the program that <c>--OpenClaw:Opa=&lt;path&gt;</c> names. A
/// container has a network of its own; here <c>0.0.0.0:8181</c> in its arguments becomes the loopback port that it got for 8181.
/// </summary>
internal sealed class OpaLauncher(RunContext run, DaprRuntime dapr, ContainerResource resource) : ILauncher
{
    private const string Image = "openpolicyagent/opa";
    private const string ProgramKey = "OpenClaw:Opa";

    public StopPhase Phase => StopPhase.Application;

    public bool Restarts => true;

    public static bool Stands(ContainerResource container) =>
        container.TryGetContainerImageName(out var image) && image.Split(':')[0].EndsWith(Image, StringComparison.Ordinal);

    public async Task<ProcessSpec> PrepareAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var logger = run.Loggers.GetLogger(resource);
        var arguments = (await ValueResolver.ArgumentsAsync(resource, run.Execution, logger, cancellationToken).ConfigureAwait(false))
            .Select(argument => OnLoopback(argument, instance));
        var environment = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "", ["DOTNET_TieredPGO"] = Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0" };
        foreach (var variable in await ValueResolver.EnvironmentAsync(resource, run.Execution, logger, cancellationToken).ConfigureAwait(false))
        {
            environment[variable.Name] = variable.Value;
        }

        dapr.AddToApp(instance, environment);
        var (command, first) = Program();
        return new ProcessSpec(command, [.. first, .. arguments], run.Data.Root) { Environment = environment };
    }

    private (string Command, string[] First) Program()
    {
        if (run.Configuration[ProgramKey] is { Length: > 0 } program)
        {
            return File.Exists(program) ? (Path.GetFullPath(program), []) : throw new DistributedApplicationException($"{ProgramKey}: there is no program '{program}'.");
        }

        var standIn = run.Metadata("openclaw:opa")
            ?? throw new DistributedApplicationException("The AppHost was built without the OPA stand-in: import embedded/Hosting/build/OpenClaw.Hosting.targets.");
        return ("dotnet", [standIn]);
    }

    private string OnLoopback(string argument, ResourceInstance instance)
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.TargetPort is not null))
        {
            var inside = string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{endpoint.TargetPort}");
            if (argument.EndsWith(inside, StringComparison.Ordinal))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{argument[..^inside.Length]}127.0.0.1:{instance.TargetPorts[endpoint.Name]}");
            }
        }

        return argument;
    }
}
