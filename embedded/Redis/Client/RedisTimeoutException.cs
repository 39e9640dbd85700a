namespace StackExchange.Redis;

/// <summary>The server did not answer in time.</summary>
/// <param name="message">Which command.</param>
public sealed class RedisTimeoutException(string message) : TimeoutException(message);
