using StackExchange.Redis;

namespace OpenClaw.Sidecar.Configurations;

/// <summary><c>configuration.redis</c>: plain string keys, value and version parted by two bars; changes by keyspace events.</summary>
internal sealed class RedisConfigurationStore(ConnectionMultiplexer connection, ILogger<RedisConfigurationStore> logger) : IConfigurationStore
{
    private const string Separator = "||";
    private readonly IDatabase _database = connection.GetDatabase();

    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        foreach (var key in keys.Count > 0 ? keys : await AllKeysAsync(cancellationToken))
        {
            if (await ReadAsync(key, cancellationToken) is { } item)
            {
                items[key] = item;
            }
        }
        return items;
    }

    public async Task<IAsyncDisposable> SubscribeAsync(
        IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        var prefix = $"__keyspace@{_database.Database}__:";
        var subscription = new Subscription(connection.GetSubscriber());
        foreach (var key in keys.Count > 0 ? keys : ["*"])
        {
            var channel = key == "*" ? RedisChannel.Pattern(prefix + "*") : RedisChannel.Literal(prefix + key);
            await subscription.AddAsync(channel, (from, message) => Start(from.ToString()[prefix.Length..], changed));
        }
        return subscription;
    }

    /// <summary>The reading loop of the connection must not wait for the app.</summary>
    private void Start(string key, Func<string, ConfigurationItem, Task> changed) => _ = NotifyAsync(key, changed);

    private async Task NotifyAsync(string key, Func<string, ConfigurationItem, Task> changed)
    {
        try
        {
            await changed(key, await ReadAsync(key, CancellationToken.None) ?? new ConfigurationItem("", ""));
        }
        catch (Exception error)
        {
            logger.ChangeNotDelivered(key, error.Message);
        }
    }

    private async Task<ConfigurationItem?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var text = (string?)await _database.StringGetAsync(key).WaitAsync(cancellationToken);
            if (text is null)
            {
                return null;
            }
            var bars = text.LastIndexOf(Separator, StringComparison.Ordinal);
            return bars < 0 ? new ConfigurationItem(text, "") : new ConfigurationItem(text[..bars], text[(bars + Separator.Length)..]);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // Not a configuration item: other data in the same database.
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> AllKeysAsync(CancellationToken cancellationToken)
    {
        var answer = await _database.ExecuteAsync("KEYS", "*").WaitAsync(cancellationToken);
        return [.. ((RedisResult[]?)answer ?? []).Select(key => (string)key!)];
    }

    private sealed class Subscription(ISubscriber subscriber) : IAsyncDisposable
    {
        private readonly List<(RedisChannel Channel, Action<RedisChannel, RedisValue> Handler)> _all = [];

        public async Task AddAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
        {
            await subscriber.SubscribeAsync(channel, handler);
            _all.Add((channel, handler));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (channel, handler) in _all)
            {
                await subscriber.UnsubscribeAsync(channel, handler);
            }
        }
    }
}
