using OpenClaw.Gateway.Features.RateLimits;

namespace OpenClaw.Gateway.Infrastructure;

internal static class RateCounterRegistration
{
    private const string Connection = "redis";

    /// <summary>
    /// The gateway starts and serves without Redis (limits are then shared out among replicas), so its absence fails neither
    /// the start nor readiness.
    /// </summary>
    public static void AddRateCounters(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString(Connection) is { Length: > 0 })
        {
            builder.AddRedisClient(
                Connection,
                settings => settings.DisableHealthChecks = true,
                options => options.AbortOnConnectFail = false);
        }

        builder.Services.AddSingleton<RedisConnection>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        builder.Services.AddSingleton<IRateCounters, RedisRateCounters>();
    }
}
