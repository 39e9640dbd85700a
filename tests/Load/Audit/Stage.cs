using System.Diagnostics;
using Npgsql;
using OpenClaw.Sidecar.Load;
using OpenClaw.Testing;
using OpenClaw.Testing.Audit;

namespace OpenClaw.Audit.Load;

/// <summary>Everything that is measured: PostgreSQL, audit services, and sidecars where the path leads through them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    // What a server of this size would be given, and the AppHost's pace of cleaning up; durability is PostgreSQL's default: fsync and
    // synchronous_commit on.
    private static readonly string[] Settings = ["shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=10min", "wal_compression=lz4", "maintenance_work_mem=512MB", "autovacuum_naptime=5s"];

    private Stage(AuditDatabase database)
    {
        Database = database;
        Sql = new NpgsqlDataSourceBuilder(database.ConnectionString + ";Command Timeout=600").Build();
    }

    public AuditDatabase Database { get; }

    /// <summary>As the superuser.</summary>
    public NpgsqlDataSource Sql { get; }

    public TestIdentity Identity { get; } = new();

    public List<ServiceProcess> Services { get; } = [];

    public static async Task<Stage> StartAsync(int services = 1, Uri? sidecar = null, params (string Name, string Value)[] settings)
    {
        var stage = new Stage(await AuditDatabase.StartAsync(Settings));
        var environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value);

        // Tests switch it off to start sooner; a service in use has it.
        environment["DOTNET_TieredPGO"] = "1";
        for (var service = 0; service < services; service++)
        {
            stage.Services.Add(await AuditService.StartAsync(stage.Database, stage.Identity, sidecar, environment));
        }

        return stage;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Sql.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public Task<long> SealedAsync() => CountAsync("SELECT COALESCE(sum(size), 0)::bigint FROM audit.trees");

    /// <summary>Waits until everything that was acknowledged is sealed and in the log; how long that took.</summary>
    public async Task<TimeSpan> DrainAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (await CountAsync("SELECT count(*) FROM audit.unsealed") > 0 && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(5))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Processor time so far of the audit services and of PostgreSQL with its helpers, past ones included.</summary>
    public (double Services, double Postgres) Cpu() =>
        (Services.Sum(service => ProcessUsage.Of(service.ProcessId).CpuSeconds), FamilyUsage.Of(Database.Server.ProcessId));

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
        {
            await service.DisposeAsync();
        }

        await Sql.DisposeAsync();
        await Database.DisposeAsync();
        Identity.Dispose();
    }
}
