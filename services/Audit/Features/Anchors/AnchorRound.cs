using System.Text;
using OpenClaw.Audit.Features.Sealing;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>One look at an anchor: is what it knows of each log still true, and what is new since.</summary>
internal sealed class AnchorRound(IAnchorSource source, CheckpointSigner signer, TamperGuard guard, AnchorMetrics metrics)
{
    /// <exception cref="AnchorUnavailableException">The anchor failed; what it took before is safe.</exception>
    public async Task RunAsync(IAnchorStore anchor, CancellationToken cancellationToken)
    {
        var trees = await source.TreesAsync(cancellationToken);
        var keys = await source.KeysAsync(cancellationToken);
        var listed = await ListedAsync(anchor, cancellationToken);
        foreach (var gone in listed.Except(trees.Select(tree => tree.TenantId)).ToArray())
        {
            await MissAsync(anchor, gone, cancellationToken);
        }

        // Nothing of a log under suspicion is anchored: the anchor must keep what refutes it.
        foreach (var tree in trees.Where(tree => !guard.IsTampered(tree.TenantId)))
        {
            if (listed.Add(tree.TenantId))
            {
                // Listed before it has a checkpoint: a log that disappears must be missed.
                await anchor.PutAsync(AnchorPaths.Logs, Encoding.UTF8.GetBytes(string.Concat(listed.Select(log => log + "\n"))), cancellationToken);
            }

            await RunAsync(anchor, tree, keys, cancellationToken);
        }
    }

    private static async Task<SortedSet<string>> ListedAsync(IAnchorStore anchor, CancellationToken cancellationToken)
    {
        var text = await anchor.GetAsync(AnchorPaths.Logs, cancellationToken) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        return new SortedSet<string>(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
    }

    /// <summary>A log that the anchor has and the database has not.</summary>
    private async Task MissAsync(IAnchorStore anchor, string tenantId, CancellationToken cancellationToken)
    {
        var folder = AnchorPaths.FolderOf(tenantId, guard.ExcusesOf(tenantId).Count);
        if (!guard.IsTampered(tenantId) && await anchor.GetAsync($"{folder}/{AnchorPaths.Checkpoint}", cancellationToken) is not null)
        {
            await guard.ReportAsync(tenantId, anchor.Name, new Finding(EvidenceKind.Anchor, "the whole log is gone", 0), cancellationToken);
        }
    }

    private async Task RunAsync(IAnchorStore anchor, TreeState tree, IReadOnlyList<byte[]> keys, CancellationToken cancellationToken)
    {
        var excuses = guard.ExcusesOf(tree.TenantId);
        var folder = AnchorPaths.FolderOf(tree.TenantId, excuses.Count);
        var comparison = new AnchorComparison(source, tree, signer.OriginOf(tree.TenantId), keys, excuses);
        if (await comparison.FindAsync(anchor, folder, cancellationToken) is { } finding)
        {
            await guard.ReportAsync(tree.TenantId, anchor.Name, finding, cancellationToken);
            return;
        }

        if (tree.Note is not null && comparison.AnchoredSize < tree.Size)
        {
            await PublishAsync(anchor, folder, comparison.AnchoredSize, tree, cancellationToken);
            metrics.Anchored(anchor.Name);
        }
    }

    /// <summary>Tiles first, the checkpoint that needs them last, so that what an anchor shows is always complete.</summary>
    private async Task PublishAsync(IAnchorStore anchor, string folder, long from, TreeState tree, CancellationToken cancellationToken)
    {
        for (var level = 0; tree.Size >> (TileId.Height * level) > 0; level++)
        {
            var first = (from >> (TileId.Height * level)) / TileId.Width;
            for (var tile = new TileId(level, first); tile.WidthIn(tree.Size) > 0; tile = tile with { Index = tile.Index + 1 })
            {
                if (tile.WidthIn(from) == tile.WidthIn(tree.Size))
                {
                    continue;
                }

                var width = tile.WidthIn(tree.Size);
                var hashes = await source.TileAsync(tree.TenantId, tile, cancellationToken);
                await anchor.PutAsync($"{folder}/{tile.ToPath(width)}", hashes[..(width * MerkleHash.Size)].ToArray(), cancellationToken);
            }
        }

        var note = Encoding.UTF8.GetBytes(tree.Note!);
        await anchor.PutAsync(AnchorPaths.CheckpointOf(folder, tree.Size), note, cancellationToken);
        await anchor.PutAsync($"{folder}/{AnchorPaths.Checkpoint}", note, cancellationToken);
    }
}
