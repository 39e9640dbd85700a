using StackExchange.Redis;

namespace OpenClaw.Sidecar.Locks;

/// <summary><c>lock.redis</c>: set-if-absent with expiry, compared before it is removed.</summary>
internal sealed class RedisLockStore(ConnectionMultiplexer connection) : ILockStore
{
    private const string UnlockScript = """
        local owner = redis.call('GET', KEYS[1])
        if not owner then
          return 1
        end
        if owner ~= ARGV[1] then
          return 2
        end
        redis.call('DEL', KEYS[1])
        return 0
        """;

    private readonly IDatabase _database = connection.GetDatabase();

    public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken) =>
        _database.StringSetAsync(key, owner, expiry, when: When.NotExists).WaitAsync(cancellationToken);

    public async Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken) =>
        (UnlockStatus)(int)await _database.ScriptEvaluateAsync(UnlockScript, [key], [owner]).WaitAsync(cancellationToken);
}
