namespace StackExchange.Redis;

/// <summary>What databases and channels share.</summary>
public interface IRedisAsync
{
    /// <summary>PING; how long the answer took.</summary>
    Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None);
}
