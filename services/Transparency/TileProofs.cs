using System.Numerics;

namespace OpenClaw.Transparency;

/// <summary>Fetches a tile's hashes, at least as many as the tree in question has of it.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>> TileReader(TileId tile, CancellationToken cancellationToken);

/// <summary>Makes the proofs of RFC 6962 section 2.1.1 and 2.1.2 from tiles, reading only the few tiles they touch.</summary>
public sealed class TileProofs(TileReader read, long size)
{
    private readonly Dictionary<TileId, ReadOnlyMemory<byte>> _tiles = [];

    /// <summary>The root of the tree.</summary>
    public async Task<byte[]> RootAsync(CancellationToken cancellationToken) =>
        size == 0 ? MerkleHash.EmptyRoot() : await HashAsync(0, size, cancellationToken);

    /// <summary>The hash of one leaf.</summary>
    public Task<byte[]> LeafAsync(long index, CancellationToken cancellationToken) => HashAsync(index, index + 1, cancellationToken);

    /// <summary>The audit path of a leaf, from the leaf's sibling upwards.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + LargestPowerBelow(end - start);
            if (index < middle)
            {
                path.Add(await HashAsync(middle, end, cancellationToken));
                end = middle;
            }
            else
            {
                path.Add(await HashAsync(start, middle, cancellationToken));
                start = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that this tree appends to the one of its first <paramref name="oldSize"/> leaves.</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long oldSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var path = new List<byte[]>();
        if (oldSize == 0 || oldSize == size)
        {
            return path;
        }

        var (start, end, old) = (0L, size, oldSize);
        while (old != end)
        {
            var middle = start + LargestPowerBelow(end - start);
            if (old <= middle)
            {
                path.Add(await HashAsync(middle, end, cancellationToken));
                end = middle;
            }
            else
            {
                path.Add(await HashAsync(start, middle, cancellationToken));
                start = middle;
            }
        }

        if (start != 0)
        {
            path.Add(await HashAsync(start, end, cancellationToken));
        }

        path.Reverse();
        return path;
    }

    private static long LargestPowerBelow(long count) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(count - 1)));

    /// <summary>The root over the leaves from start to end, where start is a multiple of the power of two that spans them.</summary>
    private async Task<byte[]> HashAsync(long start, long end, CancellationToken cancellationToken)
    {
        var count = end - start;
        if (BitOperations.IsPow2(count))
        {
            return await PerfectAsync(BitOperations.Log2((ulong)count), start, cancellationToken);
        }

        var middle = start + LargestPowerBelow(count);
        var left = await HashAsync(start, middle, cancellationToken);
        var right = await HashAsync(middle, end, cancellationToken);
        return MerkleHash.Node(left, right);
    }

    private async Task<byte[]> PerfectAsync(int height, long start, CancellationToken cancellationToken)
    {
        var level = height / TileId.Height;
        var first = start >> (TileId.Height * level);
        var tile = await TileAsync(new TileId(level, first / TileId.Width), cancellationToken);
        return Fold(tile, (int)(first % TileId.Width), 1 << (height % TileId.Height));
    }

    private static byte[] Fold(ReadOnlyMemory<byte> tile, int first, int count) => count == 1
        ? tile.Slice(first * MerkleHash.Size, MerkleHash.Size).ToArray()
        : MerkleHash.Node(Fold(tile, first, count / 2), Fold(tile, first + (count / 2), count / 2));

    private async ValueTask<ReadOnlyMemory<byte>> TileAsync(TileId id, CancellationToken cancellationToken)
    {
        if (_tiles.TryGetValue(id, out var tile))
        {
            return tile;
        }

        var wanted = id.WidthIn(size) * MerkleHash.Size;
        tile = await read(id, cancellationToken);
        if (tile.Length < wanted)
        {
            throw new InvalidDataException($"Tile {id.ToPath(id.WidthIn(size))} has {tile.Length} bytes instead of {wanted}.");
        }

        return _tiles[id] = tile[..wanted];
    }
}
