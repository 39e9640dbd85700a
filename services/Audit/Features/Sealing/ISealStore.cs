namespace OpenClaw.Audit.Features.Sealing;

/// <summary>The right to seal, until it expires; a later holder has a greater fence.</summary>
internal sealed record SealerLease(Guid Holder, long Fence);

/// <summary>A stored entry without a number, and the hash of its leaf.</summary>
internal sealed record UnsealedEntry(string TenantId, Guid Id, DateTime Timestamp, Guid? IntentId, byte[] LeafHash, DateTime ReceivedAt);

internal interface ISealStore
{
    /// <summary>Takes or renews the lease; null while another holder's runs.</summary>
    Task<SealerLease?> TryAcquireAsync(Guid holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Begins a transaction over the oldest unsealed entries; null when the lease is no longer ours.</summary>
    Task<ISealTransaction?> BeginAsync(SealerLease lease, TimeSpan duration, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps a public key for readers of old checkpoints.</summary>
    Task KeepKeyAsync(byte[] publicKey, CancellationToken cancellationToken);

    /// <summary>Intents of all tenants older than this whose outcome is missing.</summary>
    Task<long> CountOpenIntentsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>Everything or nothing: numbers, tiles, tree and checkpoint of these entries.</summary>
internal interface ISealTransaction : IAsyncDisposable
{
    IReadOnlyList<UnsealedEntry> Entries { get; }

    Task<TenantTree> LoadAsync(string tenantId, CancellationToken cancellationToken);

    Task CommitAsync(IReadOnlyList<SealedTree> trees, CancellationToken cancellationToken);
}
