using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

/// <summary>Hook for add-ons to a registered Redis client.</summary>
public sealed class AspireRedisClientBuilder
{
    /// <summary>Creates the hook.</summary>
    public AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
    {
        HostBuilder = hostBuilder;
        Settings = settings;
        ServiceKey = serviceKey;
    }

    /// <summary>The host being built.</summary>
    public IHostApplicationBuilder HostBuilder { get; }

    /// <summary>The settings in effect.</summary>
    public StackExchangeRedisSettings Settings { get; }

    /// <summary>Key of the registration, if it has one.</summary>
    public string? ServiceKey { get; }
}
