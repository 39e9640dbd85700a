using System.Security.Cryptography;

namespace OpenClaw.Transparency;

/// <summary>The hashes of an RFC 6962 section 2.1 Merkle tree: SHA-256 with a prefix that keeps leaves and nodes apart.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    // To make one costs a third of what hashing a leaf does.
    [ThreadStatic]
    private static IncrementalHash? _ofLeaves;

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    /// <summary>The hash of one leaf's bytes.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var hash = _ofLeaves ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    /// <summary>The hash of a node over its two children.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Size)];
        data[0] = 1;
        left.CopyTo(data[1..]);
        right.CopyTo(data[(1 + Size)..]);
        return SHA256.HashData(data);
    }
}
