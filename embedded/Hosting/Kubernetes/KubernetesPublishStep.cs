using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Kubernetes;

/// <summary>Writes the manifests of the application for one environment.</summary>
internal sealed class KubernetesPublishStep(KubernetesEnvironmentResource environment) : IPublishStep
{
    public string Name { get; } = $"publish-{environment.Name}";

    public async Task ExecuteAsync(PublishContext context, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(context.OutputPath);
        await Console.Out.WriteLineAsync($"{Name}: no manifest writer is part of this build; {context.OutputPath} is left empty.".AsMemory(), cancellationToken).ConfigureAwait(false);
    }
}
