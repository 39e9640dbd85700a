using OpenClaw.Transparency;

namespace OpenClaw.Audit.Features.Sealing;

/// <summary>A tenant's tree as far as appending needs it: the frontier and the last, incomplete tile of each level.</summary>
internal sealed class TenantTree
{
    private readonly Frontier _frontier;
    private readonly Dictionary<int, List<byte>> _open = [];
    private readonly HashSet<int> _touched = [];
    private readonly Dictionary<TileId, byte[]> _changed = [];

    public TenantTree(string tenantId, Frontier frontier, IEnumerable<(int Level, byte[] Hashes)> openTiles)
    {
        (TenantId, _frontier) = (tenantId, frontier);
        foreach (var (level, hashes) in openTiles)
        {
            _open[level] = [.. hashes];
        }
    }

    public string TenantId { get; }

    public long Size => _frontier.Size;

    public void Append(byte[] leafHash) => _frontier.Append(leafHash, Keep);

    /// <summary>What to store now.</summary>
    public SealedTree Seal(IReadOnlyList<UnsealedEntry> entries, string note)
    {
        foreach (var (level, hashes) in _open.Where(open => open.Value.Count > 0 && _touched.Contains(open.Key)))
        {
            _changed[new TileId(level, (_frontier.Size >> (TileId.Height * level)) / TileId.Width)] = [.. hashes];
        }

        var tiles = _changed.ToArray();
        _changed.Clear();
        _touched.Clear();
        return new SealedTree(TenantId, Size, _frontier.ToBytes(), entries, tiles, note);
    }

    public Checkpoint Checkpoint(string origin) => new(origin, Size, _frontier.Root());

    private void Keep(int height, byte[] hash)
    {
        if (height % TileId.Height != 0)
        {
            return;
        }

        var level = height / TileId.Height;
        if (!_open.TryGetValue(level, out var open))
        {
            _open[level] = open = new List<byte>(TileId.Width * MerkleHash.Size);
        }

        open.AddRange(hash);
        _touched.Add(level);
        if (open.Count == TileId.Width * MerkleHash.Size)
        {
            // The leaf being appended is not counted in Size yet; this tile's last hash is the one that it completes.
            _changed[new TileId(level, (_frontier.Size >> height) / TileId.Width)] = [.. open];
            open.Clear();
        }
    }
}

/// <summary>A tree after some entries were appended, with all that changed.</summary>
internal sealed record SealedTree(
    string TenantId,
    long Size,
    byte[] Frontier,
    IReadOnlyList<UnsealedEntry> Entries,
    IReadOnlyList<KeyValuePair<TileId, byte[]>> Tiles,
    string Note)
{
    public long FirstSequence => Size - Entries.Count;
}
