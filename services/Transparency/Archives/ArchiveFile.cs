using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OpenClaw.Transparency.Archives;

/// <summary>An archive's entries being written: in parts, each compressed for itself.</summary>
public sealed class ArchiveFile(Stream file) : IAsyncDisposable
{
    /// <summary>Tiles in a part: whoever wants one entry has to decompress at most about two thousand.</summary>
    private const int TilesInPart = 8;

    private readonly StringBuilder _index = new();
    private readonly List<ArchiveRange> _ranges = [];
    private StreamWriter? _part;
    private int _tiles;

    /// <summary>Numbers of the entries so far.</summary>
    public IReadOnlyList<ArchiveRange> Ranges => _ranges;

    /// <summary>The content of <see cref="ArchiveFiles.Index"/>.</summary>
    public string Index => _index.ToString();

    /// <summary>The tile of the entries that follow.</summary>
    public async Task WriteAsync(ArchiveTile tile)
    {
        if (_part is null || _tiles == TilesInPart)
        {
            await EndPartAsync();
            _index.Append(CultureInfo.InvariantCulture, $"{tile.Index * TileId.Width} {file.Position}\n");
            _part = new StreamWriter(new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        }

        _tiles++;
        await _part.WriteLineAsync(new ArchiveLine { Tile = tile }.ToString());
    }

    /// <summary>The next entry of the last tile.</summary>
    public async Task WriteAsync(long sequence, string entry)
    {
        await _part!.WriteLineAsync(new ArchiveLine { Sequence = sequence, Entry = entry }.ToString());
        ArchiveRange.Append(_ranges, sequence);
    }

    /// <summary>Ends the last part.</summary>
    public async ValueTask DisposeAsync() => await EndPartAsync();

    /// <summary>Entries of a finished archive from one number up to another, as they were written; nothing is verified.</summary>
    public static async IAsyncEnumerable<(long Sequence, string Entry)> ReadAsync(
        string folder, long from, long to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path.Combine(folder, ArchiveFiles.Entries), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        file.Position = await PlaceAsync(folder, from, cancellationToken);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new StreamReader(gzip, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } text)
        {
            if (ArchiveLine.Parse(text) is not { Sequence: { } sequence, Entry: { } entry })
            {
                continue;
            }

            if (sequence >= to)
            {
                yield break;
            }

            if (sequence >= from)
            {
                yield return (sequence, entry);
            }
        }
    }

    private static async Task<long> PlaceAsync(string folder, long number, CancellationToken cancellationToken)
    {
        var place = 0L;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(folder, ArchiveFiles.Index), cancellationToken))
        {
            if (line.Split(' ') is not [var first, var start] || !long.TryParse(first, out var begins) || !long.TryParse(start, out var position))
            {
                throw new InvalidDataException($"The index of {folder} cannot be read.");
            }

            if (begins > number)
            {
                break;
            }

            place = position;
        }

        return place;
    }

    private async Task EndPartAsync()
    {
        if (_part is not null)
        {
            await _part.DisposeAsync();
        }

        (_part, _tiles) = (null, 0);
    }
}
