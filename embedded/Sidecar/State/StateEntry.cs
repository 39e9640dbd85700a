namespace OpenClaw.Sidecar.State;

/// <summary>A stored value with its etag (absent for foreign plain values) and, where the store reports it, its expiry.</summary>
internal sealed record StateEntry(string Key, ReadOnlyMemory<byte> Value, string? ETag, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Why this one of many keys could not be read.</summary>
    public string? Error { get; init; }
}
