using OpenClaw.Gateway.Tests.Support;
using OpenClaw.Testing;
using StackExchange.Redis;

namespace OpenClaw.Gateway.Tests.RateLimits;

/// <summary>Two replicas with small limits over one real Redis.</summary>
public sealed class LimitedGateways : IAsyncLifetime
{
    private RedisServer? _redis;

    public RunningGateway First { get; } = new();

    public RunningGateway Second { get; } = new();

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is not null)
        {
            return;
        }

        _redis = await RedisServer.StartAsync();
        foreach (var gateway in new[] { First, Second })
        {
            foreach (var (name, value) in new Dictionary<string, string?>
            {
                ["ConnectionStrings:redis"] = _redis.ConnectionString,
                ["RateLimits:Timeout"] = "00:00:02",
                ["RateLimits:PersonPerMinute"] = "40",
                ["RateLimits:AuditQueriesPerMinute"] = "10",
                ["RateLimits:PolicyChangesPerMinute"] = "6",
                ["RateLimits:AdministrationPerMinute"] = "5",
                ["RateLimits:ExportsPerMinute"] = "3",
                ["RateLimits:StatusPerMinute"] = "8",
                ["RateLimits:FailuresPerMinute"] = "5",
                ["RateLimits:BasicKeyPerHour"] = "12",
                ["Gateway:TrustedProxies:0"] = "127.0.0.0/8",
            })
            {
                gateway.Settings[name] = value;
            }

            await gateway.InitializeAsync();
        }
    }

    /// <summary>Nobody has asked anything yet: tests of one tenant or person do not depend on their order.</summary>
    public async Task ForgetAsync()
    {
        if (_redis is not null)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
            await connection.GetDatabase().ExecuteAsync("FLUSHALL");
        }
    }

    public async Task StopRedisAsync()
    {
        await _redis!.DisposeAsync();
        _redis = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (ServerPrograms.MissingReason is not null)
        {
            return;
        }

        await First.DisposeAsync();
        await Second.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    public static void RequireServers() => Assert.SkipUnless(ServerPrograms.MissingReason is null, ServerPrograms.MissingReason ?? "");
}
