namespace StackExchange.Redis;

/// <summary>One field of a hash.</summary>
/// <param name="Name">The field.</param>
/// <param name="Value">Its value.</param>
public readonly record struct HashEntry(RedisValue Name, RedisValue Value);
