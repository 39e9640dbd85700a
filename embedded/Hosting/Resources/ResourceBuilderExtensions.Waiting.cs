using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Waiting and health.</summary>
public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitType.WaitUntilHealthy);

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitType.WaitUntilHealthy, waitBehavior);

    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitType.WaitUntilStarted);

    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitType.WaitUntilStarted, waitBehavior);

    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => Wait(builder, dependency, WaitType.WaitForCompletion, exitCode: exitCode);

    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new ExplicitStartupAnnotation());

    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(existing => existing.Key == key))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with key '{key}'.");
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.WithHttpHealthCheck(() => HttpEndpointOf(builder.Resource, endpointName), path, statusCode);

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        var wantedPath = path ?? "/";
        var wantedStatus = statusCode ?? 200;
        var endpoint = (endpointSelector ?? (() => HttpEndpointOf(builder.Resource, null)))();
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{wantedPath}_{wantedStatus}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new HttpEndpointHealthCheck(services.GetRequiredService<IHttpClientFactory>(), endpoint, wantedPath, wantedStatus), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key).WithAnnotation(new HttpHealthCheckAnnotation(key, endpoint, wantedPath, wantedStatus));
    }

    private static IResourceBuilder<T> Wait<T>(IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitType type, WaitBehavior? behavior = null, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        var resource = dependency.Resource;
        if (ReferenceEquals(resource, builder.Resource))
            throw new DistributedApplicationException($"Resource '{resource.Name}' cannot wait for itself.");
        if (ReferenceEquals((builder.Resource as IResourceWithParent)?.Parent, resource))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' cannot wait for its parent '{resource.Name}'.");
        if (resource is IResourceWithoutLifetime)
            return builder;
        if (resource is IResourceWithParent { Parent: { } parent and not IResourceWithoutLifetime })
            builder.WithAnnotation(new WaitAnnotation(parent, type, exitCode) { WaitBehavior = behavior });
        return builder.WithAnnotation(new WaitAnnotation(resource, type, exitCode) { WaitBehavior = behavior });
    }

    private static EndpointReference HttpEndpointOf(IResourceWithEndpoints resource, string? name)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        var endpoint = name is not null
            ? endpoints.Find(candidate => candidate.Name == name)
            : endpoints.Find(candidate => candidate.Name == "https") ?? endpoints.Find(candidate => candidate.Name == "http");
        return endpoint is not null
            ? new EndpointReference(resource, endpoint)
            : throw new DistributedApplicationException($"Resource '{resource.Name}' has no endpoint '{name ?? "https' or 'http"}' to check.");
    }
}
