using OpenClaw.Contracts;

namespace OpenClaw.Audit.Features.Ingest;

/// <summary>An entry that passed every check, with its documents already written; only the validator makes one.</summary>
internal sealed record StorableEntry(AuditEntry Entry, byte[] ActionDetail, byte[] DataAccessed)
{
    public DateTime ReceivedAt { get; init; }

    /// <summary>The hash of its leaf; null until it is known and when only the database can tell what the leaf will be.</summary>
    public byte[]? Leaf { get; init; }

    public EntryKey Key => new(Entry.TenantId, Entry.Id);

    public DateOnly Month => new(Entry.Timestamp.UtcDateTime.Year, Entry.Timestamp.UtcDateTime.Month, 1);
}

/// <summary>Entries to store and, per faulty entry, what is wrong with which member.</summary>
internal sealed record ValidatedBatch(IReadOnlyList<StorableEntry> Entries, IReadOnlyDictionary<string, string[]> Errors)
{
    public bool IsValid => Errors.Count == 0;
}
