namespace OpenClaw.Backup;

/// <summary>Takes a base backup, and forgets those that are old.</summary>
internal sealed class BaseBackup(PostgresPrograms postgres, TimeProvider time, TextWriter output)
{
    public async Task<int> RunAsync(string connection, string folder, int keepDays, CancellationToken cancellationToken)
    {
        var finished = BackupFolder.Base(folder, time.GetUtcNow());
        var begun = finished + BackupFolder.Unfinished;
        Directory.CreateDirectory(Path.GetDirectoryName(begun)!);
        try
        {
            // With the write-ahead log of its own time, so that it can be restored even if the received one is lost.
            await postgres.DoAsync("pg_basebackup", ["-d", connection, "-D", begun, "--format=plain", "--wal-method=stream", "--checkpoint=fast", "--no-password"], cancellationToken);
            await postgres.DoAsync("pg_verifybackup", ["--quiet", begun], cancellationToken);
            Directory.Move(begun, finished);
        }
        finally
        {
            if (Directory.Exists(begun))
            {
                Directory.Delete(begun, recursive: true);
            }
        }

        await output.WriteLineAsync($"backed up and verified: {finished}");
        await ForgetAsync(folder, time.GetUtcNow().AddDays(-keepDays), cancellationToken);
        return 0;
    }

    /// <summary>The newest stays, however old it is.</summary>
    private async Task ForgetAsync(string folder, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var bases = BackupFolder.Bases(folder);
        var needed = bases.Count(found => found.At >= before);
        foreach (var (_, path) in bases.Skip(Math.Max(1, needed)))
        {
            Directory.Delete(path, recursive: true);
            await output.WriteLineAsync($"removed: {path}");
        }

        if (Directory.Exists(BackupFolder.Wal(folder)))
        {
            var oldest = BackupFolder.Bases(folder)[^1].Path;
            await postgres.DoAsync("pg_archivecleanup", [BackupFolder.Wal(folder), BackupFolder.FirstWalOf(oldest)], cancellationToken);
        }
    }
}
