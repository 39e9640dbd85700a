using System.Numerics;

namespace OpenClaw.Transparency.Archives;

/// <summary>
/// Proves a whole tile at once: the audit path of its first leaf, whose part inside of the tile is computed from the tile's
/// hashes. Were one of them another than the sealed one, the path would lead to another root.
/// </summary>
public static class TilePath
{
    /// <summary>The part of the first leaf's audit path that lies above the tile.</summary>
    public static IReadOnlyList<byte[]> Above(IReadOnlyList<byte[]> pathOfFirstLeaf, int width) => [.. pathOfFirstLeaf.Skip(Height(width))];

    /// <summary>Whether these are the leaves of the tile in the checkpoint's tree.</summary>
    public static bool Verify(ArchiveTile tile, Checkpoint checkpoint)
    {
        var width = tile.Hashes.Length / MerkleHash.Size;
        if (tile.Index < 0 || tile.Index >= long.MaxValue / TileId.Width || tile.Hashes.Length % MerkleHash.Size != 0
            || width == 0 || width != new TileId(0, tile.Index).WidthIn(checkpoint.Size))
        {
            return false;
        }

        byte[][] leaves = [.. tile.Hashes.Chunk(MerkleHash.Size)];
        return MerkleProof.VerifyInclusion(tile.Index * TileId.Width, checkpoint.Size, leaves[0], [.. Below(leaves), .. tile.Path], checkpoint.Root);
    }

    private static int Height(int width) => width <= 1 ? 0 : BitOperations.Log2((uint)(width - 1)) + 1;

    /// <summary>Roots of the subtrees to the right of the first leaf, from the leaf upwards.</summary>
    private static Stack<byte[]> Below(byte[][] leaves)
    {
        var upwards = new Stack<byte[]>();
        for (var count = leaves.Length; count > 1;)
        {
            var left = 1 << BitOperations.Log2((uint)(count - 1));
            var right = new Frontier();
            Array.ForEach(leaves[left..count], leaf => right.Append(leaf));
            upwards.Push(right.Root());
            count = left;
        }

        return upwards;
    }
}
