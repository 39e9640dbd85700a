using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Kubernetes as a target.</summary>
public static class KubernetesEnvironmentExtensions
{
    /// <summary>In run mode the environment is not part of the model.</summary>
    public static IResourceBuilder<KubernetesEnvironmentResource> AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name)
    {
        var environment = new KubernetesEnvironmentResource(name);
        if (builder.ExecutionContext.IsRunMode)
            return builder.CreateResourceBuilder(environment);
        builder.Services.AddSingleton<IPublishStep>(new KubernetesPublishStep(environment));
        return builder.AddResource(environment);
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithProperties(this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<KubernetesEnvironmentResource> configure)
    {
        configure(builder.Resource);
        return builder;
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithDashboard(this IResourceBuilder<KubernetesEnvironmentResource> builder, bool enabled = true)
    {
        builder.Resource.DashboardEnabled = enabled;
        return builder;
    }

    public static IResourceBuilder<KubernetesEnvironmentResource> WithHelm(this IResourceBuilder<KubernetesEnvironmentResource> builder, Action<HelmChartOptions>? configure = null)
    {
        configure?.Invoke(builder.Resource.Helm);
        return builder;
    }
}
