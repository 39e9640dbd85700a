using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Store;

/// <summary>
/// A log that was written under older migrations, sealed but for its newest entries, goes on under the present ones, and one
/// checkpoint proves both parts.
/// </summary>
public sealed class UpgradeTests(AuditSystem system) : IDisposable
{
    // The newest migration whose tables differ from today's; what was sealed then is in tables that hold the same since.
    private const int Old = 11;
    private const int SealedThen = 300;
    private static readonly string[] Kept = ["audit.audit_entries", "audit.entry_ids", "audit.sealed_entries", "audit.trees", "audit.tiles", "audit.checkpoints", "subjects.keys"];
    private readonly string _tenant = A.Tenant();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-tests-upgrade-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OlderLog_AfterTheMigrations_GoesOnAndProvesEverything()
    {
        var sealedThen = Enumerable.Range(0, SealedThen).Select(number => A.Intent(_tenant, at: A.Noon.AddSeconds(number))).ToArray();
        await system.StoreAsync(sealedThen);
        await using var server = await PostgresServer.StartAsync();
        await server.CreateDatabaseAsync("audit");
        await using var old = NpgsqlDataSource.Create(server.ConnectionStringFor("audit"));
        await MigrateToOldAsync(old);
        await CopyAsync(old);
        await ExecuteAsync(old, "SET session_replication_role = replica; UPDATE audit.entry_ids SET \"timestamp\" = NULL; RESET session_replication_role");
        await QueueAsOfOldAsync(old, sealedThen[7].Id);

        var (code, output) = await AuditSystem.MigrateAsync(server.ConnectionStringFor("audit"));
        Assert.True(code == 0, output);
        await using var service = await system.StartServiceAsync(server);
        using (var stored = await system.PostAsync(new AuditBatch([sealedThen[5], .. Enumerable.Range(0, 40).Select(_ => A.Intent(_tenant))]), service: service))
        {
            Assert.Equal(new AuditBatchAccepted(40, 1), await stored.Content.ReadFromJsonAsync<AuditBatchAccepted>(ContractsJson.Options));
        }

        const int all = SealedThen + 3 + 40;
        await Eventually.AssertAsync(async () => Assert.Equal(all, Checkpoint.Parse(SignedNote.Parse(await KeepAsync(service, "checkpoint"))!.Text)!.Size));
        await KeepAsync(service, "log");
        using (var keys = await system.GetAsync(A.Auditor(_tenant), "/keys", service))
        {
            await File.WriteAllLinesAsync(PathOf("key"), (await keys.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!.Keys);
        }

        foreach (var then in (AuditEntry[])[sealedThen[0], sealedThen[150], sealedThen[^1]])
        {
            var receipt = await system.ReceiptAsync(A.Auditor(_tenant), then.Id, service);
            Assert.Equal(Array.IndexOf(sealedThen, then), receipt.Sequence);
        }

        var (verdict, says) = await Verifier.RunAsync("log", PathOf("log"), "--checkpoint", PathOf("checkpoint"), "--key", PathOf("key"));
        Assert.True(verdict == 0 && says.Contains($"{all} entries", StringComparison.Ordinal), says);
    }

    private static async Task MigrateToOldAsync(NpgsqlDataSource old)
    {
        await ExecuteAsync(old, "CREATE SCHEMA migrations; CREATE TABLE migrations.applied (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SolutionPaths.Root, "services", "Audit", "Migrations"), "*.sql").Order(StringComparer.Ordinal).Take(Old))
        {
            var (name, sql) = (Path.GetFileNameWithoutExtension(file), await File.ReadAllTextAsync(file));
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n"))));
            await ExecuteAsync(old, $"BEGIN; {sql}; RESET ROLE; INSERT INTO migrations.applied VALUES ({int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture)}, '{name}', '{checksum}'); COMMIT");
        }

        await ExecuteAsync(old, "SELECT audit.ensure_partition('2026-03-01')");
    }

    /// <summary>What the service sealed, into the older database.</summary>
    private async Task CopyAsync(NpgsqlDataSource old)
    {
        await using var present = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor("audit"));
        await using var from = await present.OpenConnectionAsync();
        await using var to = await old.OpenConnectionAsync();
        foreach (var table in Kept)
        {
            var columns = table == "audit.sealed_entries" ? "tenant_id, sequence, id, \"timestamp\"" : "*";
            using var reader = await from.BeginTextExportAsync($"COPY (SELECT {columns} FROM {table} WHERE tenant_id = '{_tenant}') TO STDOUT");
            await using var writer = await to.BeginTextImportAsync($"COPY {table} FROM STDIN");
            await writer.WriteAsync(await reader.ReadToEndAsync());
        }
    }

    /// <summary>Three more entries as they were stored then, not sealed yet.</summary>
    private static Task QueueAsOfOldAsync(NpgsqlDataSource old, Guid like) => ExecuteAsync(old, $$"""
        CREATE TEMP TABLE more AS SELECT entry.* FROM audit.audit_entries AS entry, generate_series(1, 3) WHERE id = '{{like}}';
        UPDATE more SET id = gen_random_uuid(), action_detail = '{"count": 1e3}';
        INSERT INTO audit.audit_entries SELECT * FROM more;
        INSERT INTO audit.entry_ids SELECT tenant_id, id, "timestamp" FROM more;
        INSERT INTO audit.unsealed SELECT tenant_id, min("timestamp"), now(), count(*), array_agg(id), array_agg("timestamp"), array_agg(intent_id), NULL FROM more GROUP BY 1
        """);

    private async Task<string> KeepAsync(ServiceProcess service, string what)
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), $"/{what}", service);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        await File.WriteAllTextAsync(PathOf(what), text);
        return text;
    }

    private string PathOf(string what) => Path.Combine(_folder.FullName, what);

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
