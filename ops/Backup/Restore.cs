using System.Globalization;

namespace OpenClaw.Backup;

/// <summary>Makes a data folder that a server can be started on. It replays all write-ahead log that is there, then takes a new timeline.</summary>
internal sealed class Restore(TextWriter output)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public int Run(string folder, string data, DateTimeOffset? until)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
        {
            throw new BackupException($"{data} is not empty; a restore never writes over anything.");
        }

        var found = BackupFolder.Bases(folder).FirstOrDefault(found => until is null || found.At <= until);
        if (found.Path is null)
        {
            throw new BackupException($"{folder} has no base backup{(until is null ? "" : " from before that time")}.");
        }

        Copy(found.Path, data);
        var wal = CopyWal(folder, BackupFolder.FirstWalOf(found.Path), Path.Combine(data, "pg_wal"));
        File.WriteAllText(Path.Combine(data, "recovery.signal"), "");
        File.AppendAllText(Path.Combine(data, "postgresql.auto.conf"), Settings(until));
        File.SetUnixFileMode(data, OwnerOnly);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"restored: {found.Path} and {wal} files of write-ahead log into {data}"));
        return 0;
    }

    /// <summary>All log is in place, so there is nowhere to fetch more from; nobody receives the new server's log yet, so it must not wait for that.</summary>
    private static string Settings(DateTimeOffset? until)
    {
        var target = until is { } time ? string.Create(CultureInfo.InvariantCulture, $"recovery_target_time = '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'\nrecovery_target_action = 'promote'\n") : "";
        return $"\nrestore_command = 'false'\nsynchronous_standby_names = ''\n{target}";
    }

    private static int CopyWal(string folder, string first, string target)
    {
        if (!Directory.Exists(BackupFolder.Wal(folder)))
        {
            return 0;
        }

        var copied = 0;
        foreach (var file in Directory.EnumerateFiles(BackupFolder.Wal(folder)))
        {
            // The file that was being received when the server died is as good as any, up to where it ends.
            var name = Path.GetFileName(file).Replace(".partial", "", StringComparison.Ordinal);
            var copy = Path.Combine(target, name);
            var isNewer = !File.Exists(copy) || File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(copy);
            if (isNewer && (name.EndsWith(".history", StringComparison.Ordinal) || string.CompareOrdinal(name, first) >= 0))
            {
                File.Copy(file, copy, overwrite: true);
                copied++;
            }
        }

        return copied;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)), OwnerOnly);
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
