namespace StackExchange.Redis;

/// <summary>The server answered with an error.</summary>
/// <param name="message">The server's text, such as <c>WRONGTYPE Operation against a key ...</c>.</param>
public sealed class RedisServerException(string message) : RedisException(message);
