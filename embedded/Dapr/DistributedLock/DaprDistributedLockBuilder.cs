using System.Diagnostics.CodeAnalysis;
using Dapr.Client;
using Dapr.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dapr.DistributedLock
{
    /// <summary>What registering the lock client returns.</summary>
    public interface IDaprDistributedLockBuilder : IDaprServiceBuilder;
}

namespace Dapr.DistributedLock.Extensions
{
    /// <summary>Builds a client for locks.</summary>
    [Experimental("DAPR_DISTRIBUTEDLOCK")]
    public sealed class DaprDistributedLockBuilder(IConfiguration? configuration = null) : DaprGenericClientBuilder<DaprDistributedLockClient>(configuration)
    {
        /// <inheritdoc/>
        public override DaprDistributedLockClient Build() => new HttpDistributedLockClient(new DaprHttpClient(BuildSidecar(), JsonSerializerOptions));
    }

    /// <summary>What registering the lock client returns.</summary>
    public sealed class DaprLockBuilder(IServiceCollection services) : IDaprDistributedLockBuilder
    {
        /// <inheritdoc/>
        public IServiceCollection Services { get; } = services;
    }

    /// <summary>Registers the lock client.</summary>
    [Experimental("DAPR_DISTRIBUTEDLOCK")]
    public static class DaprDistributedLockServiceCollectionExtensions
    {
        /// <summary>Registers <see cref="DaprDistributedLockClient"/>; the first registration wins.</summary>
        public static IDaprDistributedLockBuilder AddDaprDistributedLock(
            this IServiceCollection services, Action<IServiceProvider, DaprDistributedLockBuilder>? configure = null, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        {
            ArgumentNullException.ThrowIfNull(services);
            services.TryAdd(new ServiceDescriptor(
                typeof(DaprDistributedLockClient),
                provider =>
                {
                    var builder = new DaprDistributedLockBuilder(provider.GetService<IConfiguration>());
                    configure?.Invoke(provider, builder);
                    return builder.Build();
                },
                lifetime));
            services.TryAdd(new ServiceDescriptor(typeof(IDaprDistributedLockClient), provider => provider.GetRequiredService<DaprDistributedLockClient>(), lifetime));
            return new DaprLockBuilder(services);
        }
    }
}
