using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Proofs;

/// <summary>An entry's leaf: its number and the exact bytes the tree commits to.</summary>
internal sealed record LeafEntry(long Sequence, byte[] Line);

/// <summary>A checkpoint as it was signed.</summary>
/// <param name="Note">C2SP signed note with a tlog-checkpoint, with the co-signatures that there are.</param>
public sealed record SignedCheckpoint(long Size, DateTimeOffset SealedAt, string Note);

/// <summary>A sealed entry's line; valid until the next.</summary>
internal delegate void LogLine(long number, ReadOnlySpan<byte> line);

/// <summary>Reads one tenant's sealed log.</summary>
internal interface ILogReader
{
    /// <summary>The newest checkpoint, or the one of exactly this size; null when there is none.</summary>
    Task<SignedCheckpoint?> CheckpointAsync(string tenantId, long? size, CancellationToken cancellationToken);

    /// <summary>A checkpoint that covers an entry and that witnesses co-signed, as many as possible; null when none did yet.</summary>
    Task<SignedCheckpoint?> WitnessedCheckpointAsync(string tenantId, long sequence, CancellationToken cancellationToken);

    /// <summary>Checkpoints below a size, newest first.</summary>
    Task<IReadOnlyList<SignedCheckpoint>> CheckpointsAsync(string tenantId, long before, int limit, CancellationToken cancellationToken);

    /// <summary>Null when there is no such entry or it has no number yet.</summary>
    Task<LeafEntry?> LeafAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    /// <summary>An entry's number, wherever the entry itself is; null when it has none.</summary>
    Task<long?> SequenceAsync(string tenantId, Guid id, CancellationToken cancellationToken);

    /// <summary>Hands out the lines that are in the database from one number up to another, in order.</summary>
    Task LinesAsync(string tenantId, long from, long to, LogLine line, CancellationToken cancellationToken);

    /// <summary>The tile as it is now; empty when it does not exist.</summary>
    Task<ReadOnlyMemory<byte>> TileAsync(string tenantId, TileId tile, CancellationToken cancellationToken);

    /// <summary>Every public key that ever signed, oldest first.</summary>
    Task<IReadOnlyList<byte[]>> KeysAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Intents without outcome before a time, and outcomes whose intent was never stored; oldest first.</summary>
    Task<IReadOnlyList<UnmatchedEntry>> UnmatchedAsync(string tenantId, DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>Half of a pair.</summary>
public sealed record UnmatchedEntry(Guid EntryId, Guid IntentId, string Phase, DateTimeOffset Timestamp);
