using System.Collections.Frozen;

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

    /// <summary>The value is bytes rather than JSON text. Only a store of JSON columns has to know.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The item's own content type, if it named one; the outbox puts it into the event.</summary>
    public string? ContentType { get; init; }

    /// <summary>The item's metadata merged with the request's.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;
}
