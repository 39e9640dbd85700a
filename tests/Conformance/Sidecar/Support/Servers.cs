using Npgsql;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>
/// The real servers of this suite, each started when the first test asks for it. Tests keep apart by app id, key
/// prefix, table prefix or topic, never by a server of their own.
/// </summary>
public sealed class Servers : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());
    private readonly Lazy<Task<RedisServer>> _redis = new(StartRedisAsync);
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

    /// <summary>The keyword form that components want.</summary>
    public async Task<string> PostgresConnectionAsync()
    {
        var server = new NpgsqlConnectionStringBuilder((await PostgresAsync()).ConnectionString);
        return $"host={server.Host} port={server.Port} user={server.Username} database={server.Database} sslmode=disable";
    }

    /// <summary><c>host:port</c>.</summary>
    public async Task<string> RedisHostAsync() => $"127.0.0.1:{(await RedisAsync()).Port}";

    public async Task<RawRedis> RawRedisAsync() => await RawRedis.ConnectAsync((await RedisAsync()).Port);

    /// <summary>One value of one row, or null.</summary>
    public async Task<object?> ScalarAsync(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection((await PostgresAsync()).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }
        return await command.ExecuteScalarAsync() is var value && value is DBNull ? null : value;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_postgres);
        await StopAsync(_redis);
        await StopAsync(_rabbitMq);
    }

    private static async Task<RedisServer> StartRedisAsync()
    {
        var server = await RedisServer.StartAsync();
        using var redis = await RawRedis.ConnectAsync(server.Port);
        // Configuration stores hear of changes by keyspace events, which a server does not send by itself.
        await redis.CommandAsync("CONFIG", "SET", "notify-keyspace-events", "KEA");
        return server;
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server) where T : LocalServer
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
