using System.Net.Http.Json;
using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.Audit.Tests.Sealing;

/// <summary>
/// An insider who owns the database changes what was sealed. Somebody who kept a checkpoint and its tiles, and trusts nothing
/// else, learns from the offline verifier that it was changed, and where first.
/// </summary>
public sealed class TamperTests(AuditSystem system) : IAsyncLifetime
{
    private const int Sealed = 600;
    private readonly string _tenant = A.Tenant();
    private readonly DirectoryInfo _kept = Directory.CreateTempSubdirectory("audit-tests-kept-");
    private PostgresServer? _server;
    private ServiceProcess? _service;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is null)
        {
            _server = await PostgresServer.StartAsync();
            await _server.CreateDatabaseAsync("audit");
            await AuditSystem.MigrateAsync(_server.ConnectionStringFor("audit"));
            _service = await system.StartServiceAsync(_server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null && _server is not null)
        {
            await _service.DisposeAsync();
            await _server.DisposeAsync();
        }

        _kept.Delete(recursive: true);
    }

    [Fact]
    public async Task EightDeedsOfAnInsider_AreRefuted_EachAtItsFirstBadEntry()
    {
        Assert.SkipWhen(_service is null, "PostgreSQL is not installed.");
        (string Name, int First, string Sql)[] deeds =
        [
            ("edit", 200, "UPDATE audit.audit_entries SET policy_reason = 'nothing to see' WHERE id = {200}"),
            ("triggers switched off", 599, """ALTER TABLE audit.audit_entries DISABLE TRIGGER ALL; UPDATE audit.audit_entries SET action_detail = '{"count": 4}' WHERE id = {599}; ALTER TABLE audit.audit_entries ENABLE TRIGGER ALL"""),
            ("removal", 17, "DELETE FROM audit.audit_entries WHERE id = {17}"),
            ("another order", 100, Insider.AnotherOrder),
            ("an entry put in", 300, $"BEGIN; LOCK TABLE audit.sealed_runs; {Insider.EntryPutIn}; COMMIT"),
            ("a cut tail", 550, Insider.CutFrom(550) + "; UPDATE audit.trees SET size = 550 WHERE tenant_id = {tenant}; DELETE FROM audit.checkpoints WHERE tenant_id = {tenant}; INSERT INTO audit.checkpoints VALUES ({tenant}, 550, E'openclaw.audit/x\\n550\\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\\n\\n— x AAAAAAA=\\n')"),
            ("a rebuilt chain", 42, "UPDATE audit.audit_entries SET user_id = 'nobody' WHERE id = {42}; UPDATE audit.tiles SET hashes = overlay(hashes PLACING decode(repeat('ab', 32), 'hex') FROM 1345) WHERE tenant_id = {tenant} AND level = 0 AND index = 0"),
            ("a dropped month", 0, "DROP TABLE audit.audit_entries_2026_03"),
        ];

        var refuted = 0;
        foreach (var (name, first, sql) in deeds)
        {
            var tenant = $"{_tenant}-{first}";
            var ids = await SealAsync(tenant);
            var (code, output) = await VerifyAsync(tenant);
            Assert.True(code == 0, $"Before {name}: {output}");

            await TamperAsync(tenant, ids, sql);

            (code, output) = await VerifyAsync(tenant);
            Assert.True(code == 1 && output.Contains($" entry {first} ", StringComparison.Ordinal), $"After {name}: {code} {output}");
            refuted++;
        }

        Assert.Equal(8, refuted);
    }

    [Fact]
    public async Task TenUntouchedLogs_AreAllVerified()
    {
        Assert.SkipWhen(_service is null, "PostgreSQL is not installed.");
        for (var run = 0; run < 10; run++)
        {
            var tenant = $"{_tenant}-clean-{run}";
            await SealAsync(tenant);

            var (code, output) = await VerifyAsync(tenant);

            Assert.True(code == 0, $"Run {run}: {output}");
        }
    }

    [Fact]
    public async Task Receipt_KeptByItsOwner_StillProvesAfterTheLogIsGone()
    {
        Assert.SkipWhen(_service is null, "PostgreSQL is not installed.");
        var ids = await SealAsync(_tenant);
        var receipt = Path.Combine(_kept.FullName, "receipt.json");
        using (var answer = await system.GetAsync(A.Auditor(_tenant), $"/{ids[5]}/receipt", _service))
        {
            await File.WriteAllTextAsync(receipt, await answer.Content.ReadAsStringAsync(), TestContext.Current.CancellationToken);
        }

        await TamperAsync(_tenant, ids, "DROP TABLE audit.audit_entries_2026_03; DROP TABLE audit.tiles");

        var (code, output) = await Verifier.RunAsync("receipt", receipt, "--key", KeyFile(_tenant));
        Assert.True(code == 0 && output.Contains(ids[5].ToString(), StringComparison.Ordinal), output);
        await File.WriteAllTextAsync(receipt, (await File.ReadAllTextAsync(receipt, TestContext.Current.CancellationToken)).Replace("issue_read", "issue_edit", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await Verifier.RunAsync("receipt", receipt, "--key", KeyFile(_tenant))).Code);
    }

    private string Folder(string tenant) => Path.Combine(_kept.FullName, tenant);

    private string KeyFile(string tenant) => Path.Combine(Folder(tenant), "key");

    /// <summary>Fills a log and keeps what an outsider would keep: key, checkpoint, tiles. Answers the ids by number.</summary>
    private async Task<Guid[]> SealAsync(string tenant)
    {
        var entries = Enumerable.Range(0, Sealed).Select(number => A.Intent(tenant, at: A.Noon.AddSeconds(number))).ToArray();
        await Eventually.AssertAsync(async () =>
        {
            // A busy machine may miss the commit's deadline; repeats are stored once.
            using var stored = await system.PostAsync(new AuditBatch(entries), service: _service);
            Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        });

        var auditor = A.Auditor(tenant);
        var note = "";
        await Eventually.AssertAsync(async () =>
        {
            using var answer = await system.GetAsync(auditor, "/checkpoint", _service);
            note = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{tenant}: {note}");
            Assert.Equal(Sealed, Checkpoint.Parse(SignedNote.Parse(note)!.Text)!.Size);
        });
        Directory.CreateDirectory(Folder(tenant));
        await File.WriteAllTextAsync(Path.Combine(Folder(tenant), "checkpoint"), note);
        using (var keys = await system.GetAsync(auditor, "/keys", _service))
        {
            await File.WriteAllLinesAsync(KeyFile(tenant), (await keys.Content.ReadFromJsonAsync<LogKeys>(ContractsJson.Options))!.Keys);
        }

        foreach (var tile in (string[])["tile/0/000", "tile/0/001", "tile/0/002.p/88"])
        {
            using var answer = await system.GetAsync(auditor, "/" + tile, _service);
            var file = Path.Combine(Folder(tenant), tile);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        }

        return await IdsAsync(tenant);
    }

    private async Task<(int Code, string Output)> VerifyAsync(string tenant)
    {
        var export = Path.Combine(Folder(tenant), "log.ndjson");
        await using (var file = File.Create(export))
        {
            using var request = system.Identity.AsPerson(A.Auditor(tenant), HttpMethod.Get, "/api/v1/audit/log");
            using var answer = await _service!.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            try
            {
                await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(file);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The service ends the connection where it finds an entry missing; what came before is what there is.
                Assert.NotEmpty(exception.Message);
            }
        }

        return await Verifier.RunAsync("log", export, "--checkpoint", Path.Combine(Folder(tenant), "checkpoint"), "--key", KeyFile(tenant), "--tiles", Folder(tenant));
    }

    private async Task TamperAsync(string tenant, Guid[] ids, string sql)
    {
        // Ids stand in braces by their number. A reading of the log is itself sealed soon after, even while the insider is at work.
        for (var number = 0; number < ids.Length; number++)
        {
            sql = sql.Replace($"{{{number}}}", $"'{ids[number]}'", StringComparison.Ordinal);
        }

        sql = sql.Replace("{tenant}", $"'{tenant}'", StringComparison.Ordinal).Replace("{new}", $"'{Guid.CreateVersion7()}'::uuid", StringComparison.Ordinal);
        await using var dataSource = NpgsqlDataSource.Create(_server!.ConnectionStringFor("audit"));
        var asReplica = sql.Contains("DISABLE TRIGGER", StringComparison.Ordinal) ? "" : "SET session_replication_role = replica; ";
        await using var command = dataSource.CreateCommand(asReplica + sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<Guid[]> IdsAsync(string tenant)
    {
        await using var dataSource = NpgsqlDataSource.Create(_server!.ConnectionStringFor("audit"));
        await using var command = dataSource.CreateCommand("SELECT array_agg(id ORDER BY sequence) FROM audit.sealed_entries WHERE tenant_id = $1");
        command.Parameters.AddWithValue(tenant);
        return (Guid[])(await command.ExecuteScalarAsync())!;
    }
}
