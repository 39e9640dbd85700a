namespace StackExchange.Redis;

/// <summary>Condition of a write.</summary>
public enum When
{
    /// <summary>Always.</summary>
    Always,

    /// <summary>Only when the key exists.</summary>
    Exists,

    /// <summary>Only when the key does not exist.</summary>
    NotExists,
}
