namespace StackExchange.Redis;

/// <summary>One field of a hash.</summary>
/// <param name="name">The field.</param>
/// <param name="value">Its value.</param>
public readonly struct HashEntry(RedisValue name, RedisValue value) : IEquatable<HashEntry>
{
    /// <summary>The field.</summary>
    public RedisValue Name { get; } = name;

    /// <summary>Its value.</summary>
    public RedisValue Value { get; } = value;

    /// <summary>Same field, same value.</summary>
    public static bool operator ==(HashEntry x, HashEntry y) => x.Name == y.Name && x.Value == y.Value;

    /// <summary>Another field or another value.</summary>
    public static bool operator !=(HashEntry x, HashEntry y) => !(x == y);

    /// <inheritdoc/>
    public bool Equals(HashEntry other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HashEntry other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
