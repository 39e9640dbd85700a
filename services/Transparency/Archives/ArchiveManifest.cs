using System.Globalization;

namespace OpenClaw.Transparency.Archives;

/// <summary>
/// What an archive holds, as the log signs it: without this signature nobody can say of a missing entry that it was archived.
/// </summary>
/// <param name="Origin">The log.</param>
/// <param name="Month">Such as <c>2024-03</c>.</param>
/// <param name="Written">When the archive was made.</param>
/// <param name="Ranges">The numbers of its entries, ascending.</param>
/// <param name="Digest">SHA-256 of the file of entries, in hexadecimal digits.</param>
public sealed record ArchiveManifest(string Origin, string Month, DateTimeOffset Written, IReadOnlyList<ArchiveRange> Ranges, string Digest)
{
    private const string Header = "openclaw-audit-archive/v1";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>How many entries there are.</summary>
    public long Entries => Ranges.Sum(range => range.To - range.From + 1);

    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Header}\nlog {Origin}\nmonth {Month}\nwritten {Written.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}\nranges {string.Join(',', Ranges)}\ndigest {Digest}\n");

    /// <summary>Reads a manifest's text; null when it is not one.</summary>
    public static ArchiveManifest? Parse(string text)
    {
        if (text.Split('\n') is not [Header, var log, var month, var written, var ranges, var digest, ""]
            || !DateTimeOffset.TryParseExact(ValueOf(written, "written"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return null;
        }

        ArchiveRange?[] parsed = [.. ValueOf(ranges, "ranges").Split(',').Select(ArchiveRange.Parse)];
        var manifest = new ArchiveManifest(ValueOf(log, "log"), ValueOf(month, "month"), time, [.. parsed.OfType<ArchiveRange>()], ValueOf(digest, "digest"));
        return manifest.Ranges.Count == parsed.Length && manifest.ToString() == text ? manifest : null;
    }

    /// <summary>The manifest in a note that one of these keys signed for its log; null when there is none.</summary>
    public static ArchiveManifest? Trusted(string note, IEnumerable<NoteKey> keys) =>
        SignedNote.Parse(note) is { } signed && Parse(signed.Text) is { } manifest && keys.Any(key => key.Name == manifest.Origin && signed.IsSignedBy(key))
            ? manifest
            : null;

    private static string ValueOf(string line, string name) => line.StartsWith(name + " ", StringComparison.Ordinal) ? line[(name.Length + 1)..] : "";
}
