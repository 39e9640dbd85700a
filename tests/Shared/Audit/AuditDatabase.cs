using System.Diagnostics;

namespace OpenClaw.Testing.Audit;

/// <summary>A PostgreSQL with the audit log's schema.</summary>
internal sealed class AuditDatabase : IAsyncDisposable
{
    public const string Name = "audit";

    private AuditDatabase(PostgresServer server) => Server = server;

    public PostgresServer Server { get; }

    public string ConnectionString => Server.ConnectionStringFor(Name);

    /// <param name="settings">Of the server.</param>
    /// <param name="create">Makes the empty database where it should not lie with the rest; null for the usual place.</param>
    public static async Task<AuditDatabase> StartAsync(string[] settings, Func<PostgresServer, Task>? create = null)
    {
        var database = new AuditDatabase(await PostgresServer.StartAsync(settings));
        try
        {
            await (create?.Invoke(database.Server) ?? database.Server.CreateDatabaseAsync(Name));
            await database.MigrateAsync();
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task MigrateAsync()
    {
        var start = new ProcessStartInfo("dotnet", [BuiltPrograms.Of("services/Migrations", "OpenClaw.Migrations.dll"), Name])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { [$"ConnectionStrings__{Name}"] = ConnectionString },
        };
        foreach (var role in (string[])["writer", "reader", "sealer", "maintenance"])
        {
            start.Environment[$"Migrations__Passwords__audit_{role}"] = role;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(await output + error);
        }
    }
}
