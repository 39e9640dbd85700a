using System.Globalization;
using System.Text;

namespace StackExchange.Redis;

/// <summary>A value: bytes, or none.</summary>
public readonly struct RedisValue : IEquatable<RedisValue>
{
    private readonly ReadOnlyMemory<byte>? _bytes;

    private RedisValue(ReadOnlyMemory<byte>? bytes) => _bytes = bytes;

    /// <summary>No value.</summary>
    public static RedisValue Null { get; }

    /// <summary>The empty value.</summary>
    public static RedisValue EmptyString { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <summary>There is no value.</summary>
    public bool IsNull => _bytes is null;

    /// <summary>There is a value.</summary>
    public bool HasValue => _bytes is not null;

    /// <summary>No value, or an empty one.</summary>
    public bool IsNullOrEmpty => _bytes is null or { Length: 0 };

    /// <summary>A value from text.</summary>
    public static implicit operator RedisValue(string? value) => value is null ? default : new(Encoding.UTF8.GetBytes(value));

    /// <summary>A value from bytes.</summary>
    public static implicit operator RedisValue(byte[]? value) => value is null ? default : new((ReadOnlyMemory<byte>)value);

    /// <summary>A value from bytes.</summary>
    public static implicit operator RedisValue(ReadOnlyMemory<byte> value) => new(value);

    /// <summary>A value from a number.</summary>
    public static implicit operator RedisValue(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A value from a number.</summary>
    public static implicit operator RedisValue(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value as text.</summary>
    public static implicit operator string?(RedisValue value) => value._bytes is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>The value as bytes.</summary>
    public static implicit operator byte[]?(RedisValue value) => value._bytes?.ToArray();

    /// <summary>The value as bytes; none reads as empty.</summary>
    public static implicit operator ReadOnlyMemory<byte>(RedisValue value) => value._bytes ?? default;

    /// <summary>The value as a number; none reads as zero.</summary>
    public static explicit operator long(RedisValue value) => value.IsNull ? 0 : long.Parse(value.ToString(), CultureInfo.InvariantCulture);

    /// <summary>The value as a number; none reads as zero.</summary>
    public static explicit operator int(RedisValue value) => value.IsNull ? 0 : int.Parse(value.ToString(), CultureInfo.InvariantCulture);

    /// <summary>Same bytes.</summary>
    public static bool operator ==(RedisValue x, RedisValue y) => x.Equals(y);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(RedisValue x, RedisValue y) => !x.Equals(y);

    /// <inheritdoc/>
    public bool Equals(RedisValue other) => _bytes is { } mine && other._bytes is { } theirs ? mine.Span.SequenceEqual(theirs.Span) : IsNull && other.IsNull;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RedisValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_bytes is { } bytes ? bytes.Span : default);
        return hash.ToHashCode();
    }

    /// <summary>The text; empty when there is no value.</summary>
    public override string ToString() => (string?)this ?? "";
}
