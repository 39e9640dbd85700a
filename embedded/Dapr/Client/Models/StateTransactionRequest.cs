namespace Dapr.Client;

/// <summary>What an operation of a transaction does.</summary>
public enum StateOperationType
{
    /// <summary>Writes the value.</summary>
    Upsert = 0,

    /// <summary>Removes the key.</summary>
    Delete = 1,
}

/// <summary>One operation of a state transaction.</summary>
public sealed class StateTransactionRequest(
    string key,
    byte[]? value,
    StateOperationType operationType,
    string? etag = null,
    IReadOnlyDictionary<string, string>? metadata = null,
    StateOptions? options = null)
{
    /// <summary>Options of the write.</summary>
    public StateOptions Options = options!;

    /// <summary>The key.</summary>
    public string Key { get; } = key is { Length: > 0 } ? key : throw new ArgumentException("The key is empty.", nameof(key));

    /// <summary>The value, as UTF-8 JSON.</summary>
    public byte[]? Value { get; set; } = value;

    /// <summary>What to do.</summary>
    public StateOperationType? OperationType { get; set; } = operationType;

    /// <summary>The version that must be current; null for any.</summary>
    public string? ETag { get; set; } = etag;

    /// <summary>Metadata for the store.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; set; } = metadata;
}
