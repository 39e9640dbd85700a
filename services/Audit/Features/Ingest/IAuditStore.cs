namespace OpenClaw.Audit.Features.Ingest;

/// <summary>The append-only store.</summary>
internal interface IAuditStore
{
    /// <summary>The entries with the time of their receipt and, where it can be known before they are stored, the hash of their leaf.</summary>
    IReadOnlyList<StorableEntry> Receive(IReadOnlyList<StorableEntry> entries, DateTimeOffset now);

    /// <summary>Keeps in one transaction, for the sealer, and returns after its commit: the keys that were not there before.</summary>
    /// <param name="entries">No key twice.</param>
    /// <exception cref="AuditStoreUnavailableException">Nothing is known to be stored.</exception>
    /// <exception cref="AuditEntryRefusedException">An entry breaks a rule of the database; nothing was stored.</exception>
    Task<HashSet<EntryKey>> AppendAsync(IReadOnlyList<StorableEntry> entries, CancellationToken cancellationToken);
}

/// <summary>What makes an entry the same entry.</summary>
internal readonly record struct EntryKey(string TenantId, Guid Id);
