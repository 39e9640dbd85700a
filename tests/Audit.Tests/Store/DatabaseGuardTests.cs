using Npgsql;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Store;

public sealed class DatabaseGuardTests(AuditSystem system)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;
    private const string InsertId = "INSERT INTO audit.entry_ids VALUES ('t', gen_random_uuid())";
    private readonly string _tenant = A.Tenant();

    [Theory]
    [InlineData("audit_writer", "UPDATE audit.audit_entries SET user_id = 'x'")]
    [InlineData("audit_writer", "DELETE FROM audit.audit_entries")]
    [InlineData("audit_writer", "TRUNCATE audit.audit_entries")]
    [InlineData("audit_writer", "DELETE FROM audit.entry_ids")]
    [InlineData("audit_writer", "DROP TABLE audit.audit_entries")]
    [InlineData("audit_writer", "ALTER TABLE audit.audit_entries DISABLE TRIGGER ALL")]
    [InlineData("audit_writer", "CREATE TABLE audit.mine (x int)")]
    [InlineData("audit_writer", "SELECT * FROM audit.audit_entries")]
    [InlineData("audit_writer", "INSERT INTO audit.audit_entries SELECT * FROM audit.audit_entries")]
    [InlineData("audit_writer", "SELECT * FROM audit.unsealed")]
    [InlineData("audit_writer", "DELETE FROM audit.unsealed")]
    [InlineData("audit_writer", "SELECT audit.ensure_partition(DATE '2026-03-01')")]
    [InlineData("audit_sealer", "UPDATE audit.audit_entries SET user_id = 'x'")]
    [InlineData("audit_sealer", "DELETE FROM audit.audit_entries")]
    [InlineData("audit_sealer", "UPDATE audit.unsealed SET entries = 1")]
    [InlineData("audit_sealer", "INSERT INTO audit.unsealed SELECT * FROM audit.unsealed")]
    [InlineData("audit_reader", "SELECT * FROM audit.audit_entries_2026_03")]
    [InlineData("audit_reader", "SELECT audit.ensure_partition(DATE '2026-03-01')")]
    public async Task ServiceRole_CannotDoMoreThanItsWork(string role, string sql)
    {
        await system.StoreAsync(A.Intent(_tenant));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(sql, role, _tenant));

        Assert.Equal(Denied, refusal.SqlState);
    }

    [Theory]
    [InlineData("UPDATE audit.audit_entries SET user_id = 'x'")]
    [InlineData("DELETE FROM audit.audit_entries")]
    [InlineData("TRUNCATE audit.audit_entries")]
    [InlineData("TRUNCATE audit.audit_entries_2026_03")]
    [InlineData("DELETE FROM audit.audit_entries_2026_03")]
    [InlineData("UPDATE audit.entry_ids SET tenant_id = 'x'")]
    [InlineData("TRUNCATE audit.entry_ids")]
    public async Task Superuser_IsStoppedByTheTriggers(string sql)
    {
        await system.StoreAsync(A.Intent(_tenant));

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(sql));

        Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_CannotWriteAtAll()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(InsertId, "audit_reader"));

        Assert.Contains(refusal.SqlState, (string[])[Denied, PostgresErrorCodes.ReadOnlySqlTransaction]);
    }

    [Fact]
    public async Task Reader_SeesTheRowsOfTheNamedTenantOnly()
    {
        const string count = "SELECT count(*) FROM audit.audit_entries";
        await system.StoreAsync(A.Intent(_tenant), A.Intent(_tenant), A.Intent(A.Tenant()));

        Assert.Equal(2L, await system.ExecuteAsync(count, "audit_reader", _tenant));
        Assert.Equal(0L, await system.ExecuteAsync(count, "audit_reader"));
    }

    [Fact]
    public async Task Writer_CommitsDurably() =>
        Assert.Equal("on", await system.ExecuteAsync("SHOW synchronous_commit", "audit_writer"));

    [Fact]
    public async Task Partitions_OfTheComingMonths_AreThereBeforeAnybodyNeedsThem()
    {
        var months = Enumerable.Range(0, 4).Select(ahead => TimeProvider.System.GetUtcNow().AddMonths(ahead).ToString("yyyy_MM"));

        foreach (var month in months)
        {
            await OpenClaw.Testing.Eventually.AsyncTrue(
                async _ => await system.ExecuteAsync($"SELECT to_regclass('audit.audit_entries_{month}')::text") is string,
                TimeSpan.FromSeconds(5),
                $"a partition for {month}");
        }
    }

    [Fact]
    public async Task Migrations_WhenRunAgain_ChangeNothing()
    {
        var (code, output) = await AuditSystem.MigrateAsync(system.Postgres.ConnectionStringFor("audit"));

        Assert.Equal(0, code);
        var scripts = Directory.EnumerateFiles(Path.Combine(SolutionPaths.Root, "services", "Audit", "Migrations"), "*.sql").Count();
        Assert.Contains($"0 of {scripts} migrations applied now", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_OfAChangedScript_Refuse()
    {
        var fresh = await system.Postgres.CreateDatabaseAsync("audit_changed");
        await using var dataSource = NpgsqlDataSource.Create(fresh);
        await AuditSystem.MigrateAsync(fresh);
        await using var forge = dataSource.CreateCommand("UPDATE migrations.applied SET checksum = 'x' WHERE number = 2");
        await forge.ExecuteNonQueryAsync();

        var (code, output) = await AuditSystem.MigrateAsync(fresh);

        Assert.Equal(1, code);
        Assert.Contains("002_entries was changed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_StartedTogether_ApplyOnce()
    {
        var fresh = await system.Postgres.CreateDatabaseAsync("audit_twice");

        var runs = await Task.WhenAll(AuditSystem.MigrateAsync(fresh), AuditSystem.MigrateAsync(fresh));

        Assert.All(runs, run => Assert.True(run.Code == 0, run.Output));
    }

    [Fact]
    public async Task Migrations_OfSeveralDatabasesAtOnce_ShareTheRolesOfTheServer()
    {
        var fresh = new List<string>();
        for (var number = 0; number < 6; number++)
        {
            fresh.Add(await system.Postgres.CreateDatabaseAsync($"audit_beside_{number}"));
        }

        var runs = await Task.WhenAll(fresh.Select(database => AuditSystem.MigrateAsync(database)));

        Assert.All(runs, run => Assert.True(run.Code == 0, run.Output));
    }
}
