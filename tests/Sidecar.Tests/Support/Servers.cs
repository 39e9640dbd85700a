using OpenClaw.Sidecar.Tests.Support;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace OpenClaw.Sidecar.Tests.Support;

/// <summary>The real servers of this test assembly, each started when the first test asks for it.</summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<RedisServer>> _redis = new(() => RedisServer.StartAsync());
    private readonly Lazy<Task<RabbitMqServer>> _rabbitMq = new(() => RabbitMqServer.StartAsync());

    public async Task<PostgresServer> PostgresAsync()
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        return await _postgres.Value;
    }

    public async Task<RedisServer> RedisAsync()
    {
        Assert.SkipWhen(ServerPrograms.RedisMissingReason is not null, ServerPrograms.RedisMissingReason ?? "");
        return await _redis.Value;
    }

    public async Task<RabbitMqServer> RabbitMqAsync()
    {
        Assert.SkipWhen(ServerPrograms.RabbitMqMissingReason is not null, ServerPrograms.RabbitMqMissingReason ?? "");
        return await _rabbitMq.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new Lazy<Task<LocalServer>>[]
        {
            Widen(_postgres), Widen(_redis), Widen(_rabbitMq),
        })
        {
            if (server.IsValueCreated)
            {
                await (await server.Value).DisposeAsync();
            }
        }
    }

    private static Lazy<Task<LocalServer>> Widen<T>(Lazy<Task<T>> lazy) where T : LocalServer
    {
        var widened = new Lazy<Task<LocalServer>>(async () => await lazy.Value);
        if (lazy.IsValueCreated)
        {
            _ = widened.Value;
        }
        return widened;
    }
}
