namespace StackExchange.Redis;

/// <summary>A channel name, or a pattern of names.</summary>
public readonly struct RedisChannel : IEquatable<RedisChannel>
{
    private readonly string? _name;

    /// <summary>Creates a channel.</summary>
    public RedisChannel(string value, PatternMode mode)
    {
        _name = value;
        IsPattern = mode == PatternMode.Pattern || mode == PatternMode.Auto && value.Contains('*', StringComparison.Ordinal);
    }

    /// <summary>Whether the name is a pattern.</summary>
    public bool IsPattern { get; }

    /// <summary>A plain name.</summary>
    public static RedisChannel Literal(string value) => new(value, PatternMode.Literal);

    /// <summary>A pattern.</summary>
    public static RedisChannel Pattern(string value) => new(value, PatternMode.Pattern);

    /// <summary>Same name and kind.</summary>
    public static bool operator ==(RedisChannel x, RedisChannel y) => x.Equals(y);

    /// <summary>Different name or kind.</summary>
    public static bool operator !=(RedisChannel x, RedisChannel y) => !x.Equals(y);

    /// <inheritdoc/>
    public bool Equals(RedisChannel other) => _name == other._name && IsPattern == other.IsPattern;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RedisChannel other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_name, IsPattern);

    /// <inheritdoc/>
    public override string ToString() => _name ?? "(null)";

    /// <summary>How a name is read.</summary>
    public enum PatternMode
    {
        /// <summary>A pattern when it holds a star.</summary>
        Auto,

        /// <summary>A name.</summary>
        Literal,

        /// <summary>A pattern.</summary>
        Pattern,
    }
}
