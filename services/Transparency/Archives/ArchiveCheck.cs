using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Transparency.Archives;

/// <summary>What is wrong with an archive, or what it proves.</summary>
/// <param name="Problem">Null when everything in it is what was sealed, and nothing is missing.</param>
/// <param name="Manifest">Null only when there is a problem.</param>
public sealed record ArchiveVerdict(string? Problem, ArchiveManifest? Manifest);

/// <summary>
/// Verifies an archive with nothing but keys of its log: signatures, tiles, entries, and that nothing was added or cut off.
/// Reads it once and keeps a tile, so its length does not matter.
/// </summary>
public sealed class ArchiveCheck(IReadOnlyList<NoteKey> keys)
{
    private readonly List<ArchiveRange> _ranges = [];
    private ArchiveTile? _tile;
    private long _last = -1;

    /// <exception cref="IOException">A file of it is missing.</exception>
    public async Task<ArchiveVerdict> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = ArchiveManifest.Trusted(await ReadAsync(folder, ArchiveFiles.Manifest, cancellationToken), keys);
        if (manifest is null)
        {
            return new ArchiveVerdict("the manifest is not signed by a given key of its log", null);
        }

        var note = SignedNote.Parse(await ReadAsync(folder, ArchiveFiles.Checkpoint, cancellationToken));
        if (note is null || Checkpoint.Parse(note.Text) is not { } checkpoint || checkpoint.Origin != manifest.Origin
            || !keys.Any(key => key.Name == checkpoint.Origin && note.IsSignedBy(key)))
        {
            return new ArchiveVerdict($"the checkpoint is not one that a given key of {manifest.Origin} signed", null);
        }

        var (problem, digest) = await EntriesAsync(Path.Combine(folder, ArchiveFiles.Entries), checkpoint, cancellationToken);
        problem ??= !_ranges.SequenceEqual(manifest.Ranges) ? $"it should hold the entries {string.Join(',', manifest.Ranges)} and holds {string.Join(',', _ranges)}"
            : digest != manifest.Digest ? "the file of entries is not the one that the manifest was signed for"
            : null;
        return new ArchiveVerdict(problem, problem is null ? manifest : null);
    }

    private async Task<(string? Problem, string Digest)> EntriesAsync(string path, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        using var digest = SHA256.Create();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        await using var hashed = new CryptoStream(file, digest, CryptoStreamMode.Read);
        await using var gzip = new GZipStream(hashed, CompressionMode.Decompress);
        using var lines = new StreamReader(gzip, Encoding.UTF8);
        try
        {
            for (var number = 1L; await lines.ReadLineAsync(cancellationToken) is { } text; number++)
            {
                if (Problem(ArchiveLine.Parse(text), checkpoint) is { } problem)
                {
                    return (string.Create(CultureInfo.InvariantCulture, $"line {number}: {problem}"), "");
                }
            }
        }
        catch (InvalidDataException)
        {
            return ($"the compressed entries are damaged after entry {_last.ToString(CultureInfo.InvariantCulture)}", "");
        }

        // What follows the compressed data is part of the file too.
        await hashed.CopyToAsync(Stream.Null, cancellationToken);
        return (null, Convert.ToHexStringLower(digest.Hash!));
    }

    private string? Problem(ArchiveLine? line, Checkpoint checkpoint) => line switch
    {
        { Tile: { } tile } => Tile(tile, checkpoint),
        { Sequence: { } sequence, Entry: { } entry } => Entry(sequence, entry),
        _ => "it cannot be read",
    };

    private string? Tile(ArchiveTile tile, Checkpoint checkpoint)
    {
        _tile = tile;
        return TilePath.Verify(tile, checkpoint) ? null : $"tile {tile.Index} is not part of the signed tree";
    }

    private string? Entry(long sequence, string entry)
    {
        if (_tile is null || sequence <= _last || sequence / TileId.Width != _tile.Index)
        {
            return $"entry {sequence} is out of place";
        }

        var place = (int)(sequence % TileId.Width) * MerkleHash.Size;
        if (place + MerkleHash.Size > _tile.Hashes.Length
            || !_tile.Hashes.AsSpan(place, MerkleHash.Size).SequenceEqual(MerkleHash.Leaf(Encoding.UTF8.GetBytes(entry))))
        {
            return $"entry {sequence} is not the one that was sealed there";
        }

        _last = sequence;
        ArchiveRange.Append(_ranges, sequence);
        return null;
    }

    private static Task<string> ReadAsync(string folder, string file, CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(folder, file), cancellationToken);
}
