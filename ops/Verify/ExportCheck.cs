using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenClaw.Verify;

/// <summary>Whether an export (NDJSON) is what the log gave out: signed, complete, unchanged, and of the sealed tree.</summary>
internal static class ExportCheck
{
    private static readonly byte[] ManifestStart = Encoding.UTF8.GetBytes("{\"manifest\":");

    public static async Task<int> RunAsync(Arguments arguments, TextWriter output)
    {
        if (arguments.Witnesses.Keys.Count > 0)
        {
            throw new UnreadableException("An export is younger than any co-signature; --witness is for receipts and logs.");
        }

        var manifest = ExportManifestFile.Read(arguments.File);
        if (manifest.Problem(arguments.Keys) is { } unsigned)
        {
            return Refute(output, unsigned);
        }

        var tiles = arguments.Tiles is { } folder ? new TileFolder(folder) : null;
        var lines = new ExportLines(manifest.Start);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var isEnded = false;
        await using var file = new FileStream(arguments.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        await foreach (var line in Lines.ReadAsync(file))
        {
            if (isEnded)
            {
                return Refute(output, "lines follow the manifest");
            }

            if (line.Span.StartsWith(ManifestStart))
            {
                isEnded = true;
                continue;
            }

            digest.AppendData(line.Span);
            digest.AppendData("\n"u8);
            if (lines.Take(line) is { } leaf && tiles?.LeafOf(lines.Number) is { } sealedLeaf && !sealedLeaf.Span.SequenceEqual(leaf))
            {
                return Refute(output, string.Create(CultureInfo.InvariantCulture, $"entry {lines.Number} ({LogCheck.IdOf(line)}) is not the one that was sealed there"));
            }
        }

        if (manifest.Difference(lines, Convert.ToHexStringLower(digest.GetHashAndReset())) is { } difference)
        {
            return Refute(output, difference);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"verified: {lines.Given} entries ({lines.Withheld} more withheld) of {manifest.Checkpoint.Origin} are what was exported; filter {manifest["filter"]}{(manifest.IsWhole(lines) ? "; it is the whole log" : "")}"));
        return Verdict.Verified;
    }

    private static int Refute(TextWriter output, string what)
    {
        output.WriteLine($"NOT VERIFIED: {what}");
        return Verdict.Refuted;
    }
}
