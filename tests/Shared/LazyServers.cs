namespace OpenClaw.Testing;

/// <summary>The real servers of a test assembly, each started when the first test asks for it; a test whose server is not installed is skipped.</summary>
public abstract class LazyServers : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<RabbitMqServer>> _rabbitMq = new(() => RabbitMqServer.StartAsync());
    private readonly Lazy<Task<RedisServer>> _redis;

    protected LazyServers() => _redis = new Lazy<Task<RedisServer>>(StartRedisAsync);

    public Task<PostgresServer> PostgresAsync() => AskAsync(_postgres, ServerPrograms.PostgresMissingReason);

    public Task<RedisServer> RedisAsync() => AskAsync(_redis, ServerPrograms.RedisMissingReason);

    public Task<RabbitMqServer> RabbitMqAsync() => AskAsync(_rabbitMq, ServerPrograms.RabbitMqMissingReason);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_postgres);
        await StopAsync(_redis);
        await StopAsync(_rabbitMq);
        GC.SuppressFinalize(this);
    }

    protected virtual Task<RedisServer> StartRedisAsync() => RedisServer.StartAsync();

    private static async Task<T> AskAsync<T>(Lazy<Task<T>> server, string? missing)
    {
        Assert.SkipWhen(missing is not null, missing ?? "");
        return await server.Value;
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server) where T : LocalServer
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
