using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>A tenant's tree as the database has it now; no note when the database holds a tree without its checkpoint.</summary>
internal sealed record TreeState(string TenantId, long Size, string? Note);

/// <summary>Reads every tenant's seal.</summary>
internal interface IAnchorSource
{
    Task<IReadOnlyList<TreeState>> TreesAsync(CancellationToken cancellationToken);

    /// <summary>Every public key that ever signed.</summary>
    Task<IReadOnlyList<byte[]>> KeysAsync(CancellationToken cancellationToken);

    /// <summary>The leaf hashes of stored entries from one number to another, computed anew; null where there is no entry.</summary>
    Task<byte[]?[]> LeavesAsync(string tenantId, long from, long to, CancellationToken cancellationToken);

    /// <summary>What says that old months of a log were archived: folders and, if they are what they should be, signed notes.</summary>
    Task<IReadOnlyList<(string Folder, string Note)>> ArchivedAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>The tile as it is now; empty when it does not exist.</summary>
    Task<ReadOnlyMemory<byte>> TileAsync(string tenantId, TileId tile, CancellationToken cancellationToken);
}

internal static class AnchorSourceGrowth
{
    /// <summary>
    /// Whether the log has this many entries by now. Nobody outside is shown what is not committed, so one who knows more than
    /// was read a moment ago was told by a replica that read later.
    /// </summary>
    public static async Task<bool> HasReachedAsync(this IAnchorSource source, string tenantId, long size, CancellationToken cancellationToken) =>
        (await source.TreesAsync(cancellationToken)).Any(tree => tree.TenantId == tenantId && tree.Size >= size);
}
