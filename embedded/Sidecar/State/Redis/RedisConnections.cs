using OpenClaw.Sidecar.Resources;
using StackExchange.Redis;

namespace OpenClaw.Sidecar.State.Redis;

/// <summary>Redis connections by address and login: components that name the same server share one.</summary>
internal sealed class RedisConnections : IAsyncDisposable
{
    private static readonly string[] Unsupported = ["enableTLS", "failover", "useEntraID", "clientCert", "clientKey"];
    private readonly Dictionary<string, ConnectionMultiplexer> _open = new(StringComparer.Ordinal);

    public async Task<ConnectionMultiplexer> ConnectAsync(ComponentMetadata metadata, CancellationToken cancellationToken)
    {
        var options = Options(metadata);
        var key = $"{metadata.Required("redisHost")}|{options.User}|{options.Password}|{options.DefaultDatabase}|{options.AsyncTimeout}";
        if (!_open.TryGetValue(key, out var connection))
        {
            connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
            _open[key] = connection;
        }
        return connection;
    }

    /// <summary>A connection of the caller's own, for commands that keep it busy; the caller ends it.</summary>
    public static Task<ConnectionMultiplexer> OpenAsync(ComponentMetadata metadata, CancellationToken cancellationToken) =>
        ConnectionMultiplexer.ConnectAsync(Options(metadata)).WaitAsync(cancellationToken);

    private static ConfigurationOptions Options(ComponentMetadata metadata)
    {
        foreach (var name in Unsupported)
        {
            if (metadata.Text(name) is { } value && !(bool.TryParse(value, out var flag) && !flag))
            {
                throw new ResourceException($"component {metadata.Component}: metadata \"{name}\" is not supported by the embedded sidecar");
            }
        }
        if (metadata.Text("redisType") is not (null or "node"))
        {
            throw new ResourceException($"component {metadata.Component}: only redisType node is supported by the embedded sidecar");
        }
        var options = ConfigurationOptions.Parse(metadata.Required("redisHost"));
        options.User = metadata.Text("redisUsername");
        options.Password = metadata.Text("redisPassword");
        options.DefaultDatabase = metadata.Int32("redisDB", 0);
        options.ConnectTimeout = Milliseconds(metadata, "dialTimeout", 5000);
        options.AsyncTimeout = Milliseconds(metadata, "readTimeout", 3000);
        return options;
    }

    /// <summary>In the Redis family a bare number counts milliseconds.</summary>
    private static int Milliseconds(ComponentMetadata metadata, string name, int fallback) =>
        (int)metadata.Duration(name, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(fallback)).TotalMilliseconds;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _open.Values)
        {
            await connection.DisposeAsync();
        }
    }
}
