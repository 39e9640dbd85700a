namespace StackExchange.Redis;

/// <summary>The shared connection to Redis.</summary>
public interface IConnectionMultiplexer : IDisposable, IAsyncDisposable
{
    /// <summary>Whether commands can be sent now.</summary>
    bool IsConnected { get; }

    /// <summary>Commands on a database.</summary>
    IDatabase GetDatabase(int db = -1, object? asyncState = null);

    /// <summary>Channels.</summary>
    ISubscriber GetSubscriber(object? asyncState = null);

    /// <summary>Closes the connection.</summary>
    Task CloseAsync(bool allowCommandsToComplete = true);
}
