namespace StackExchange.Redis;

/// <summary>A key.</summary>
public readonly struct RedisKey : IEquatable<RedisKey>
{
    private readonly string? _text;

    private RedisKey(string? text) => _text = text;

    /// <summary>A key from text.</summary>
    public static implicit operator RedisKey(string? key) => new(key);

    /// <summary>The key's text.</summary>
    public static implicit operator string?(RedisKey key) => key._text;

    /// <summary>Same text.</summary>
    public static bool operator ==(RedisKey x, RedisKey y) => x.Equals(y);

    /// <summary>Different text.</summary>
    public static bool operator !=(RedisKey x, RedisKey y) => !x.Equals(y);

    /// <inheritdoc/>
    public bool Equals(RedisKey other) => _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RedisKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <inheritdoc/>
    public override string ToString() => _text ?? "(null)";
}
