using Dapr.Client;
using Dapr.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dapr.Jobs
{
    /// <summary>Builds a client for jobs.</summary>
    public sealed class DaprJobsClientBuilder(IConfiguration? configuration = null) : DaprGenericClientBuilder<DaprJobsClient>(configuration)
    {
        /// <inheritdoc/>
        public override DaprJobsClient Build() => new HttpJobsClient(new DaprHttpClient(BuildSidecar(), JsonSerializerOptions));
    }

    /// <summary>What registering the jobs client returns.</summary>
    public interface IDaprJobsBuilder : IDaprServiceBuilder;
}

namespace Dapr.Jobs.Extensions
{
    /// <summary>What registering the jobs client returns.</summary>
    public sealed class DaprJobsBuilder(IServiceCollection services) : IDaprJobsBuilder
    {
        /// <inheritdoc/>
        public IServiceCollection Services { get; } = services;
    }

    /// <summary>Registers the jobs client.</summary>
    public static class DaprJobsServiceCollectionExtensions
    {
        /// <summary>Registers <see cref="DaprJobsClient"/>; the first registration wins.</summary>
        public static IDaprJobsBuilder AddDaprJobsClient(
            this IServiceCollection services, Action<IServiceProvider, DaprJobsClientBuilder>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Singleton)
        {
            ArgumentNullException.ThrowIfNull(services);
            services.TryAdd(new ServiceDescriptor(
                typeof(DaprJobsClient),
                provider =>
                {
                    var builder = new DaprJobsClientBuilder(provider.GetService<IConfiguration>());
                    configure?.Invoke(provider, builder);
                    return builder.Build();
                },
                lifetime));
            return new DaprJobsBuilder(services);
        }
    }
}
