using System.Diagnostics;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Faults.Audit;

/// <summary>
/// A file system of its own for the database's tables, so that it can really be full. The server's own folder with its
/// log lies elsewhere, as it should: a full log makes PostgreSQL stop, which is another scenario.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 256;

    // What waits in the broker after a minute of 2,000 entries/s needs more than the small disk has.
    private const int MegabytesAfterwards = 4096;
    private readonly DirectoryInfo _folder;

    private SmallDisk(DirectoryInfo folder) => _folder = folder;

    private string Ballast => Path.Combine(_folder.FullName, "ballast");

    /// <summary>Null where we may not mount.</summary>
    public static SmallDisk? TryCreate(out string reason)
    {
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("audit-disk-"));
        reason = Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=755", "tmpfs", disk._folder.FullName);
        if (reason.Length == 0)
        {
            return disk;
        }

        disk._folder.Delete();
        return null;
    }

    public async Task CreateDatabaseAsync(PostgresServer server)
    {
        var tables = _folder.CreateSubdirectory("tables").FullName;
        Run("chown", "postgres:postgres", tables);
        await using var sql = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
        foreach (var statement in (string[])[$"CREATE TABLESPACE small LOCATION '{tables}'", $"CREATE DATABASE {AuditDatabase.Name} TABLESPACE small"])
        {
#pragma warning disable CA2100 // Made above of our own names.
            await using var command = sql.CreateCommand(statement);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Takes what is free.</summary>
    public void Fill()
    {
        using var file = File.Create(Ballast);
        var piece = new byte[1 << 16];
        try
        {
            while (true)
            {
                file.Write(piece);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Now it is full.
            Trace.WriteLine(file.Length);
        }
    }

    /// <summary>Gives back what was taken and more, as whoever has had a full disk would.</summary>
    public void Free()
    {
        Run("mount", "-o", $"remount,size={MegabytesAfterwards}m", _folder.FullName);
        File.Delete(Ballast);
    }

    public void Dispose()
    {
        // Lazily: a server that was just killed may still hold it.
        Run("umount", "-l", _folder.FullName);
        _folder.Delete();
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : error.Trim();
    }
}
