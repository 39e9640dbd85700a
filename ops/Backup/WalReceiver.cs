namespace OpenClaw.Backup;

/// <summary>
/// Keeps the write-ahead log outside of the server as it is written. A replication slot makes the server keep what was not
/// received; each commit is on our disk a moment after it is on the server's, or before its acknowledgement when the server's
/// <c>synchronous_standby_names</c> names <see cref="Name"/>. It ends when the server goes; whoever runs it starts it again.
/// </summary>
internal sealed class WalReceiver(PostgresPrograms postgres)
{
    /// <summary>Slot and application name.</summary>
    private const string Name = "openclaw_backup";

    public async Task<int> RunAsync(string connection, string folder, CancellationToken cancellationToken)
    {
        var wal = BackupFolder.Wal(folder);
        Directory.CreateDirectory(wal);
        var named = $"{connection} application_name={Name}";
        await postgres.DoAsync("pg_receivewal", ["-d", named, "-D", wal, "--slot", Name, "--create-slot", "--if-not-exists"], cancellationToken);
        return await postgres.RunAsync("pg_receivewal", ["-d", named, "-D", wal, "--slot", Name, "--synchronous", "--status-interval=1", "--no-loop", "--no-password"], cancellationToken);
    }
}
