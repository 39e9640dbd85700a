using Aspire.Hosting.Kubernetes.Manifests;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Writes the manifests of the application for one environment.</summary>
internal sealed class KubernetesPublishStep(KubernetesEnvironmentResource environment) : IPublishStep
{
    public string Name { get; } = $"publish-{environment.Name}";

    public async Task ExecuteAsync(PublishContext context, CancellationToken cancellationToken)
    {
        var builder = context.Services.GetRequiredService<IDistributedApplicationBuilder>();
        var helm = environment.Helm;
        var application = helm.ChartName ?? DefaultName(builder.Environment.ApplicationName);
        var objects = new ObjectShapes(application, helm.ReleaseName ?? application, helm.Namespace ?? application);
        var dapr = new DaprResources(context.Model);
        var reader = new WorkloadReader(context.Model, context.Execution, context.Services.GetRequiredService<IConfiguration>(), application, builder.AppHostAssembly);
        var workloads = await reader.ReadAsync(dapr, cancellationToken).ConfigureAwait(false);
        var folder = new ManifestFolder(context.OutputPath);
        await folder.RemoveEarlierAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(folder, objects, dapr, workloads, cancellationToken).ConfigureAwait(false);
        await new KustomizeFiles(objects, folder, workloads).WriteAsync(cancellationToken).ConfigureAwait(false);
        await folder.WriteTextAsync(ManifestFolder.SummaryFile, new PublishSummary(objects, workloads, dapr, reader, folder).ToJson(), cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"{Name}: {folder.Objects.Count} objects in {folder.Files.Count()} files under {context.OutputPath}; summary.json lists what the cluster must provide.".AsMemory(), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(ManifestFolder folder, ObjectShapes objects, DaprResources dapr, IReadOnlyList<WorkloadSpec> workloads, CancellationToken cancellationToken)
    {
        var network = new NetworkObjects(objects, workloads, dapr);
        var access = new AccessObjects(objects, dapr);
        var build = new WorkloadObjects(objects, environment, dapr);
        var placed = new DaprObjects(objects);
        await folder.WriteAsync("manifests/00-namespace.yaml", [Namespace(objects), .. network.ForNamespace()], cancellationToken).ConfigureAwait(false);
        foreach (var resource in dapr.All)
        {
            await folder.WriteAsync($"manifests/10-dapr/{DefaultName(resource.Kind)}-{resource.Name}.yaml", [placed.Build(resource)], cancellationToken).ConfigureAwait(false);
        }

        foreach (var workload in workloads)
        {
            var file = $"manifests/{(workload.IsProject ? "30-apps" : "20-platform")}/{workload.Name}.yaml";
            await folder.WriteAsync(file, [.. build.Build(workload), .. access.Build(workload), network.For(workload)], cancellationToken).ConfigureAwait(false);
        }
    }

    private static Map Namespace(ObjectShapes objects)
    {
        var labels = objects.Labels(objects.Application);
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            labels.Add($"pod-security.kubernetes.io/{mode}", "restricted");
        }

        return new Map { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new Map { ["name"] = objects.Namespace, ["labels"] = labels } };
    }

    // Names of the official output: lower case, with hyphens.
    private static string DefaultName(string name) => name.ToLowerInvariant().Replace('_', '-').Replace('.', '-');
}
