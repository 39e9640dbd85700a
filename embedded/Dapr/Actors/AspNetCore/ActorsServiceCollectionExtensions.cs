using Dapr;
using Dapr.Actors.AspNetCore;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Dapr.Actors.Wire;
using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers actors.</summary>
public static class ActorsServiceCollectionExtensions
{
    /// <summary>Registers the actor runtime, its actors and a factory for proxies.</summary>
    public static void AddActors(this IServiceCollection? services, Action<ActorRuntimeOptions>? configure, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.AddHealthChecks();
        services.TryAddSingleton<ActorActivatorFactory, ScopedActorActivatorFactory>();
        services.TryAdd(new ServiceDescriptor(typeof(IActorProxyFactory), CreateProxyFactory, lifetime));
        services.TryAddSingleton(CreateRuntime);
        if (configure is not null)
        {
            services.Configure(configure);
        }
    }

    private static ActorRuntime CreateRuntime(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ActorRuntimeOptions>>().Value;
        var (endpoint, token) = SidecarOf(provider, options);
        return new ActorRuntime(
            options,
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<ActorActivatorFactory>(),
            CreateProxyFactory(provider),
            new ActorApi(new SidecarHttp(new Uri(endpoint), token, TimeSpan.Zero)));
    }

    private static ActorProxyFactory CreateProxyFactory(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ActorRuntimeOptions>>().Value;
        var (endpoint, token) = SidecarOf(provider, options);
        return new ActorProxyFactory(new ActorProxyOptions
        {
            HttpEndpoint = endpoint,
            DaprApiToken = token,
            JsonSerializerOptions = options.JsonSerializerOptions,
            UseJsonSerialization = options.UseJsonSerialization,
        });
    }

    private static (string Endpoint, string Token) SidecarOf(IServiceProvider provider, ActorRuntimeOptions options)
    {
        var configuration = provider.GetService<IConfiguration>();
        return (
            options.HttpEndpoint ?? DaprDefaults.GetDefaultHttpEndpoint(configuration),
            options.DaprApiToken ?? DaprDefaults.GetDefaultDaprApiToken(configuration));
    }
}
