using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Anchors;

/// <summary>
/// Finds the first entry in which the database and an anchor differ. Descends from the top of the tree, so it reads one tile
/// a level, however long the log.
/// </summary>
internal sealed class AnchorDifference(IAnchorSource source, IAnchorStore anchor, TreeState tree, string folder, long anchoredSize)
{
    public async Task<long> FirstAsync(CancellationToken cancellationToken)
    {
        var level = 0;
        while (anchoredSize >> (TileId.Height * (level + 1)) > 0)
        {
            level++;
        }

        long index = 0;
        for (; level >= 0; level--)
        {
            index = (index * TileId.Width) + await FirstInAsync(new TileId(level, index), cancellationToken);
        }

        return Math.Min(index, anchoredSize);
    }

    /// <summary>The place of the first hash that differs; the number of hashes when none does.</summary>
    private async Task<int> FirstInAsync(TileId tile, CancellationToken cancellationToken)
    {
        var width = tile.WidthIn(anchoredSize);
        if (width == 0)
        {
            return 0;
        }

        var kept = await anchor.GetAsync($"{folder}/{tile.ToPath(width)}", cancellationToken) ?? [];
        var stored = await source.TileAsync(tree.TenantId, tile, cancellationToken);
        for (var place = 0; place < width; place++)
        {
            if (!HashOf(kept, place).Span.SequenceEqual(HashOf(stored, place).Span))
            {
                return place;
            }
        }

        return width;
    }

    private static ReadOnlyMemory<byte> HashOf(ReadOnlyMemory<byte> hashes, int place) =>
        hashes.Length >= (place + 1) * MerkleHash.Size ? hashes.Slice(place * MerkleHash.Size, MerkleHash.Size) : default;
}
