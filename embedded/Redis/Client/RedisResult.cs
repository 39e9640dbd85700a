using System.Globalization;

namespace StackExchange.Redis;

/// <summary>The answer to a command or script of any kind.</summary>
public sealed class RedisResult
{
    private readonly RedisValue _value;
    private readonly RedisResult[]? _items;
    private readonly string? _error;

    private RedisResult(RedisValue value, RedisResult[]? items, string? error)
    {
        (_value, _items, _error) = (value, items, error);
    }

    /// <summary>There is nothing.</summary>
    public bool IsNull => _items is null && _error is null && _value.IsNull;

    /// <summary>Number of items, or -1 for a single value.</summary>
    public int Length => _items?.Length ?? -1;

    /// <summary>Item of an array.</summary>
    public RedisResult this[int index] => _items?[index] ?? throw new InvalidOperationException("the result is not an array");

    internal string? Error => _error;

    /// <summary>A single value.</summary>
    public static RedisResult Create(RedisValue value) => new(value, null, null);

    /// <summary>An array.</summary>
    public static RedisResult Create(RedisResult[] values) => new(default, values, null);

    internal static RedisResult Failed(string error) => new(default, null, error);

    /// <summary>The value as text.</summary>
    public static explicit operator string?(RedisResult? result) => result?.Value;

    /// <summary>The value as a number.</summary>
    public static explicit operator long(RedisResult result) => (long)result.Value;

    /// <summary>The value as a number.</summary>
    public static explicit operator int(RedisResult result) => (int)result.Value;

    /// <summary>The value.</summary>
    public static explicit operator RedisValue(RedisResult result) => result.Value;

    /// <summary>The items.</summary>
    public static explicit operator RedisResult[]?(RedisResult? result) => result?._items;

    /// <summary>The value as bytes.</summary>
    public static explicit operator byte[]?(RedisResult? result) => result?.Value;

    private RedisValue Value => _error is null ? _value : throw new RedisServerException(_error);

    /// <inheritdoc/>
    public override string ToString() => _error ?? (_items is null ? _value.ToString() : _items.Length.ToString(CultureInfo.InvariantCulture) + " element(s)");
}
