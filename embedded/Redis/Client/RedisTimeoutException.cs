namespace StackExchange.Redis;

/// <summary>The server did not answer in time.</summary>
public sealed class RedisTimeoutException : TimeoutException
{
    internal RedisTimeoutException(string message)
        : base(message)
    {
    }
}
