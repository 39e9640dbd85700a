using Npgsql;
using OpenClaw.Sidecar.Conformance.Support;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(Servers))]

namespace OpenClaw.Sidecar.Conformance.Support;

/// <summary>
/// The real servers of this suite. Tests keep apart by app id, key
/// prefix, table prefix or topic, never by a server of their own.
/// </summary>
public sealed class Servers : LazyServers
{
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

    protected override async Task<RedisServer> StartRedisAsync()
    {
        var server = await base.StartRedisAsync();
        using var redis = await RawRedis.ConnectAsync(server.Port);
        // Configuration stores hear of changes by keyspace events, which a server does not send by itself.
        await redis.CommandAsync("CONFIG", "SET", "notify-keyspace-events", "KEA");
        return server;
    }
}
