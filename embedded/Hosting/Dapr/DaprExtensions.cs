using Aspire.Hosting.ApplicationModel;
using CommunityToolkit.Aspire.Hosting.Dapr;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Dapr in the application.</summary>
public static class IDistributedApplicationBuilderExtensions
{
    public static IDistributedApplicationBuilder AddDapr(this IDistributedApplicationBuilder builder, Action<DaprOptions>? configure = null)
    {
        var options = new DaprOptions();
        configure?.Invoke(options);
        builder.Services.AddSingleton(new DaprOptionsAnnotation(options));
        return builder;
    }

    public static IResourceBuilder<IDaprComponentResource> AddDaprComponent(this IDistributedApplicationBuilder builder, string name, string type, DaprComponentOptions? options = null) =>
        builder.AddResource<IDaprComponentResource>(new DaprComponentResource(name, type) { Options = options });

    public static IResourceBuilder<IDaprComponentResource> AddDaprPubSub(this IDistributedApplicationBuilder builder, string name, DaprComponentOptions? options = null) =>
        builder.AddDaprComponent(name, "pubsub", options);

    public static IResourceBuilder<IDaprComponentResource> AddDaprStateStore(this IDistributedApplicationBuilder builder, string name, DaprComponentOptions? options = null) =>
        builder.AddDaprComponent(name, "state", options);
}

/// <summary>Sidecars of resources.</summary>
public static class IDistributedApplicationResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithDaprSidecar<T>(this IResourceBuilder<T> builder, string appId)
        where T : IResource => builder.WithDaprSidecar(new DaprSidecarOptions { AppId = appId });

    public static IResourceBuilder<T> WithDaprSidecar<T>(this IResourceBuilder<T> builder, DaprSidecarOptions? options = null)
        where T : IResource => builder.WithDaprSidecar(sidecar =>
        {
            if (options is not null)
                sidecar.WithOptions(options);
        });

    public static IResourceBuilder<T> WithDaprSidecar<T>(this IResourceBuilder<T> builder, Action<IResourceBuilder<IDaprSidecarResource>> configureSidecar)
        where T : IResource
    {
        var sidecar = builder.ApplicationBuilder.AddResource<IDaprSidecarResource>(new DaprSidecarResource($"{builder.Resource.Name}-dapr", builder.Resource))
            .WithParentRelationship(builder.Resource)
            .ExcludeFromManifest();
        configureSidecar(sidecar);
        return builder.WithAnnotation(new DaprSidecarAnnotation(sidecar.Resource));
    }

    public static IResourceBuilder<IDaprSidecarResource> WithOptions(this IResourceBuilder<IDaprSidecarResource> builder, DaprSidecarOptions options) =>
        builder.WithAnnotation(new DaprSidecarOptionsAnnotation(options), ResourceAnnotationMutationBehavior.Replace);

    public static IResourceBuilder<IDaprSidecarResource> WithReference(this IResourceBuilder<IDaprSidecarResource> builder, IResourceBuilder<IDaprComponentResource> component) =>
        builder.WithAnnotation(new DaprComponentReferenceAnnotation(component.Resource));
}

/// <summary>Values of components.</summary>
public static class DaprMetadataResourceBuilderExtensions
{
    public static IResourceBuilder<IDaprComponentResource> WithMetadata(this IResourceBuilder<IDaprComponentResource> builder, string name, string value) =>
        builder.WithAnnotation(new DaprComponentMetadataAnnotation(name, value));

    public static IResourceBuilder<IDaprComponentResource> WithMetadata(this IResourceBuilder<IDaprComponentResource> builder, string name, ParameterResource parameterResource) =>
        builder.WithAnnotation(new DaprComponentMetadataAnnotation(name, parameterResource));

    public static IResourceBuilder<IDaprComponentResource> WithMetadata(this IResourceBuilder<IDaprComponentResource> builder, string name, IValueProvider valueProvider) =>
        builder.WithAnnotation(new DaprComponentMetadataAnnotation(name, valueProvider));
}
