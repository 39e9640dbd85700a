using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Dapr client.</summary>
public static class DaprServiceCollectionExtensions
{
    /// <summary>Registers <see cref="DaprClient"/>; the first registration wins.</summary>
    public static void AddDaprClient(this IServiceCollection services, Action<DaprClientBuilder>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddDaprClient((_, builder) => configure?.Invoke(builder), lifetime);

    /// <summary>Registers <see cref="DaprClient"/>, configured with other services; the first registration wins.</summary>
    public static void AddDaprClient(this IServiceCollection services, Action<IServiceProvider, DaprClientBuilder> configure, ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAdd(new ServiceDescriptor(
            typeof(DaprClient),
            provider =>
            {
                var builder = new DaprClientBuilder(provider.GetService<IConfiguration>());
                configure?.Invoke(provider, builder);
                return builder.Build();
            },
            lifetime));
    }
}
