namespace OpenClaw.Audit.Features.Sealing;

/// <summary>The right to seal, until it expires; a later holder has a greater fence.</summary>
internal sealed record SealerLease(Guid Holder, long Fence);

/// <summary>An entry without a number, and the hash of its leaf.</summary>
internal sealed record UnsealedEntry(string TenantId, Guid Id, DateTime Timestamp, Guid? IntentId, byte[] LeafHash, DateTime ReceivedAt);

/// <summary>Whose entries to take: one tenant's, or everybody's but some.</summary>
internal sealed record SealedTenants(string? Only, IReadOnlyCollection<string> Except);

/// <summary>The database holds something that cannot be if only this service wrote it, such as a number given twice.</summary>
internal sealed class SealContradictedException(string message, Exception inner) : Exception(message, inner);

internal interface ISealStore
{
    /// <summary>Takes or renews the lease; null while another holder's runs.</summary>
    Task<SealerLease?> TryAcquireAsync(Guid holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Begins a transaction over unsealed entries of tenants; null when the lease is no longer ours.</summary>
    Task<ISealTransaction?> BeginAsync(SealerLease lease, TimeSpan duration, int limit, SealedTenants tenants, CancellationToken cancellationToken);

    /// <summary>How many entries of each tenant wait for the seal.</summary>
    Task<IReadOnlyDictionary<string, long>> WaitingAsync(CancellationToken cancellationToken);

    /// <summary>Makes the partitions of these months when they are missing; answers those that were.</summary>
    Task<IReadOnlyList<DateOnly>> EnsurePartitionsAsync(IEnumerable<DateOnly> months, CancellationToken cancellationToken);

    /// <summary>Keeps a public key for readers of old checkpoints.</summary>
    Task KeepKeyAsync(byte[] publicKey, CancellationToken cancellationToken);

    /// <summary>Intents of all tenants older than this whose outcome is missing.</summary>
    Task<long> CountOpenIntentsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>Everything or nothing: the entries themselves, their numbers, tiles, tree and checkpoint.</summary>
internal interface ISealTransaction : IAsyncDisposable
{
    IReadOnlyList<UnsealedEntry> Entries { get; }

    Task<TenantTree> LoadAsync(string tenantId, CancellationToken cancellationToken);

    Task CommitAsync(IReadOnlyList<SealedTree> trees, CancellationToken cancellationToken);
}
