using System.Globalization;

namespace OpenClaw.Backup;

/// <summary>How backups lie in their folder: <c>base/20261121T080000Z</c>, each a whole data folder, and <c>wal</c>.</summary>
internal static class BackupFolder
{
    private const string NameFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What a backup is called until it is complete and verified.</summary>
    public const string Unfinished = ".part";

    public static string Wal(string folder) => Path.Combine(folder, "wal");

    public static string Base(string folder, DateTimeOffset at) => Path.Combine(folder, "base", at.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture));

    /// <summary>Finished base backups, newest first.</summary>
    public static IReadOnlyList<(DateTimeOffset At, string Path)> Bases(string folder) => !Directory.Exists(Path.Combine(folder, "base"))
        ? []
        : [.. Directory.EnumerateDirectories(Path.Combine(folder, "base")).Select(path => (At: TimeOf(path), Path: path))
            .Where(found => found.At is not null).Select(found => (found.At!.Value, found.Path)).OrderByDescending(found => found.Value)];

    private static DateTimeOffset? TimeOf(string path) =>
        DateTimeOffset.TryParseExact(Path.GetFileName(path), NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The first file of write-ahead log that a base backup needs, as its label says: <c>... (file 000000010000000000000002)</c>.</summary>
    public static string FirstWalOf(string baseFolder)
    {
        var label = File.ReadLines(Path.Combine(baseFolder, "backup_label")).First();
        var from = label.IndexOf("(file ", StringComparison.Ordinal) + 6;
        return label[from..label.IndexOf(')', from)];
    }
}
