namespace OpenClaw.Sidecar.State;

/// <param name="TtlSeconds">Null when no TTL was given; the stores differ in what zero and negative mean.</param>
internal sealed record StateSet(
    string Key,
    ReadOnlyMemory<byte> Value,
    string? ETag = null,
    bool FirstWrite = false,
    bool Strong = false,
    long? TtlSeconds = null) : IStateChange
{
    /// <summary>Said in so many words; only Redis tells it from unset.</summary>
    public bool LastWrite { get; init; }
}
