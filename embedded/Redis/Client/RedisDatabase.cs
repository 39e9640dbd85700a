namespace StackExchange.Redis;

internal sealed class RedisDatabase(ConnectionMultiplexer multiplexer, int database) : RedisCommands, IDatabase
{
    public int Database { get; } = database;

    public ITransaction CreateTransaction(object? asyncState = null) => new RedisTransaction(multiplexer);

    protected override async Task<RedisResult> SendAsync(params RedisValue[] command) => (await multiplexer.SendAsync([command]))[0];
}
