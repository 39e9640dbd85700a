using OpenClaw.Transparency;

namespace OpenClaw.Verify;

/// <summary>The leaves' hashes in a folder laid out as C2SP tlog-tiles; a partial tile serves while there is no full one.</summary>
internal sealed class TileFolder(string folder)
{
    private long _index = -1;
    private byte[] _hashes = [];

    /// <summary>The hash that a trusted tile has for this leaf; null when no tile covers it.</summary>
    public ReadOnlyMemory<byte>? LeafOf(long sequence)
    {
        if (sequence / TileId.Width != _index)
        {
            _index = sequence / TileId.Width;
            _hashes = Read(new TileId(0, _index));
        }

        var offset = (int)(sequence % TileId.Width) * MerkleHash.Size;
        return offset + MerkleHash.Size <= _hashes.Length ? _hashes.AsMemory(offset, MerkleHash.Size) : null;
    }

    private byte[] Read(TileId tile)
    {
        var full = Path.Combine(folder, tile.ToPath(TileId.Width));
        if (File.Exists(full))
        {
            return File.ReadAllBytes(full);
        }

        var partial = full + ".p";
        var widest = Directory.Exists(partial)
            ? Directory.EnumerateFiles(partial).OrderByDescending(file => int.TryParse(Path.GetFileName(file), out var width) ? width : 0).FirstOrDefault()
            : null;
        return widest is null ? [] : File.ReadAllBytes(widest);
    }
}
