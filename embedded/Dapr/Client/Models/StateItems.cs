namespace Dapr.Client;

/// <summary>One key of a bulk delete.</summary>
public readonly struct BulkDeleteStateItem(
    string key, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>The version that must be current; null for any.</summary>
    public string ETag { get; } = etag;

    /// <summary>Options of the write.</summary>
    public StateOptions? StateOptions { get; } = stateOptions;

    /// <summary>Metadata for the store.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}

/// <summary>One entry of a bulk read, as JSON text.</summary>
public readonly struct BulkStateItem(string key, string value, string etag)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>JSON text; empty when the key is absent.</summary>
    public string Value { get; } = value;

    /// <summary>The version; empty when the key is absent.</summary>
    public string ETag { get; } = etag;
}

/// <summary>One entry of a bulk read.</summary>
public readonly struct BulkStateItem<TValue>(string key, TValue value, string etag)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>The value; default when the key is absent.</summary>
    public TValue Value { get; } = value;

    /// <summary>The version; empty when the key is absent.</summary>
    public string ETag { get; } = etag;
}

/// <summary>One entry of a bulk save.</summary>
public readonly struct SaveStateItem<TValue>(
    string key, TValue? value, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>The value.</summary>
    public TValue? Value { get; } = value;

    /// <summary>The version that must be current; null for any.</summary>
    public string ETag { get; } = etag;

    /// <summary>Options of the write.</summary>
    public StateOptions? StateOptions { get; } = stateOptions;

    /// <summary>Metadata for the store.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;
}
