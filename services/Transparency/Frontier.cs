using System.Numerics;

namespace OpenClaw.Transparency;

/// <summary>
/// What one must remember of a tree to append to it: the roots of its perfect subtrees, one for each bit of its size,
/// largest first. At most 64 hashes, whatever the size.
/// </summary>
public sealed class Frontier
{
    private readonly List<byte[]> _roots = [];

    /// <summary>An empty tree.</summary>
    public Frontier()
    {
    }

    /// <summary>A tree of <paramref name="size"/> leaves whose <see cref="ToBytes"/> was kept.</summary>
    /// <exception cref="ArgumentException">The bytes are not those of a tree of this size.</exception>
    public Frontier(long size, ReadOnlySpan<byte> roots)
    {
        if (size < 0 || roots.Length != BitOperations.PopCount((ulong)size) * MerkleHash.Size)
        {
            throw new ArgumentException($"{roots.Length} bytes cannot be the frontier of {size} leaves.", nameof(roots));
        }

        Size = size;
        for (var start = 0; start < roots.Length; start += MerkleHash.Size)
        {
            _roots.Add(roots.Slice(start, MerkleHash.Size).ToArray());
        }
    }

    /// <summary>Leaves of the tree.</summary>
    public long Size { get; private set; }

    /// <summary>Appends a leaf; tells of every perfect subtree that it completes, from the leaf (height 0) upwards.</summary>
    public void Append(byte[] leafHash, Action<int, byte[]>? completed = null)
    {
        var (hash, height) = (leafHash, 0);
        completed?.Invoke(height, hash);
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleHash.Node(_roots[^1], hash);
            _roots.RemoveAt(_roots.Count - 1);
            completed?.Invoke(++height, hash);
        }

        _roots.Add(hash);
        Size++;
    }

    /// <summary>The tree's root hash.</summary>
    public byte[] Root()
    {
        if (_roots.Count == 0)
        {
            return MerkleHash.EmptyRoot();
        }

        var root = _roots[^1];
        for (var i = _roots.Count - 2; i >= 0; i--)
        {
            root = MerkleHash.Node(_roots[i], root);
        }

        return root;
    }

    /// <summary>The remembered hashes, largest subtree first.</summary>
    public byte[] ToBytes() => [.. _roots.SelectMany(root => root)];
}
