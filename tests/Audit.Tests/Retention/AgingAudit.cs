using System.Globalization;
using System.Net.Http.Json;
using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Retention;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Infrastructure;
using OpenClaw.Audit.Tests.Sealing;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Retention;

/// <summary>An audit service with a database, policies and an archive folder of its own, which looks for old months all the time.</summary>
internal sealed class AgingAudit : IAsyncDisposable
{
    private readonly AuditSystem _system;
    private readonly string _database = $"aging_{Guid.NewGuid():N}";
    private readonly TestPolicies _policies = new();
    private RecordingSidecar? _sidecar;

    private AgingAudit(AuditSystem system) => _system = system;

    public ServiceProcess Service { get; private set; } = null!;

    public DirectoryInfo Archives { get; } = Directory.CreateTempSubdirectory("audit-archives-");

    /// <param name="policies">Each tenant's rules for <c>years</c>, such as <c>7</c>; a tenant without has no policy.</param>
    public static Task<AgingAudit> StartAsync(AuditSystem system, params (string Tenant, string Years)[] policies) => StartAsync(system, [], policies);

    public static async Task<AgingAudit> StartAsync(AuditSystem system, (string Name, string Value)[] settings, params (string Tenant, string Years)[] policies)
    {
        var audit = new AgingAudit(system);
        await system.Postgres.CreateDatabaseAsync(audit._database);
        var (code, output) = await AuditSystem.MigrateAsync(system.Postgres.ConnectionStringFor(audit._database));
        Assert.True(code == 0, output);
        audit._sidecar = await RecordingSidecar.StartAsync();
        audit.Demand(1, policies);
        audit.Service = await system.StartServiceAsync(system.Postgres, [.. audit.Settings(), .. settings]);
        return audit;
    }

    public void Demand(long sequence, params (string Tenant, string Years)[] policies) => _policies.Serve(
        _sidecar!, sequence, [.. policies.Select(policy => (policy.Tenant, PolicyBundle.Create([new PolicyModule("decision.rego", Rules(policy.Years))], [])))]);

    /// <summary>What the service's own check of every log finds now.</summary>
    public async Task<string?> SelfCheckAsync()
    {
        await using var sealer = NpgsqlDataSource.Create(_system.Postgres.ConnectionStringFor(_database, "audit_sealer"));
        using var signer = AuditSystem.Signer();
        var source = new PostgresAnchorSource(sealer);
        var check = new SelfCheck(source, new ArchiveCatalogue(source, signer));
        foreach (var tree in await source.TreesAsync(default))
        {
            if (await check.RunAsync(tree, new Excuses([]), default) is { } finding)
            {
                return finding.Text;
            }
        }

        return null;
    }

    public async Task StoreAsync(params AuditEntry[] entries)
    {
        using var stored = await _system.PostAsync(new AuditBatch(entries), service: Service);
        Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync());
        await Eventually.AssertAsync(async () => Assert.Equal(0L, await ExecuteAsync($"SELECT count(*) FROM audit.unsealed WHERE tenant_id = '{entries[0].TenantId}'")));
    }

    public async Task<Guid[]> StoreAsync(string tenant, DateOnly month, int count, string user = "sarah")
    {
        var first = new DateTimeOffset(month.Year, month.Month, 10, 12, 0, 0, TimeSpan.Zero);
        var entries = Enumerable.Range(0, count).Select(second => A.Intent(tenant, user, first.AddSeconds(second))).ToArray();
        await StoreAsync(entries);
        return [.. entries.Select(entry => entry.Id)];
    }

    public Task<HttpResponseMessage> GetAsync(Caller caller, string path) => _system.GetAsync(caller, path, Service);

    /// <summary>As a person, below <c>/api/v1/user-data/</c>.</summary>
    public async Task<HttpResponseMessage> UserDataAsync(Caller caller, HttpMethod method, string path)
    {
        using var request = _system.Identity.AsPerson(caller, method, $"/api/v1/user-data/{path}");
        return await Service.Client.SendAsync(request);
    }

    public async Task<T> ReadAsync<T>(Caller caller, string path)
    {
        using var answer = await GetAsync(caller, path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(ContractsJson.Options))!;
    }

    /// <summary>A receipt in a file, as soon as there is one.</summary>
    public async Task<string> KeepReceiptAsync(string tenant, Guid id)
    {
        var file = Path.Combine(Archives.FullName, $"{Guid.NewGuid():N}.receipt");
        await Eventually.AssertAsync(async () =>
        {
            using var answer = await GetAsync(A.Auditor(tenant), $"/{id}/receipt");
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            await File.WriteAllTextAsync(file, await answer.Content.ReadAsStringAsync());
        });
        return file;
    }

    public async Task<string[]> KeyAsync(string tenant) => ["--key", (await ReadAsync<LogKeys>(A.Auditor(tenant), "/keys")).Keys[0]];

    public string FolderOf(string tenant, DateOnly month) => Path.Combine(Archives.FullName, tenant, month.ToString("yyyy-MM", CultureInfo.InvariantCulture));

    public async Task<(int Code, string Output)> VerifyAsync(string tenant, string folder) => await Verifier.RunAsync(["archive", folder, .. await KeyAsync(tenant)]);

    /// <summary>The verifier's exit code over the whole log, archived months and all.</summary>
    public async Task<int> VerifyLogAsync(string tenant)
    {
        var (log, checkpoint) = (Path.Combine(Archives.FullName, "log.ndjson"), Path.Combine(Archives.FullName, "log.checkpoint"));
        using var newest = await GetAsync(A.Auditor(tenant), "/checkpoint");
        await File.WriteAllTextAsync(checkpoint, await newest.Content.ReadAsStringAsync());
        using var lines = await GetAsync(A.Auditor(tenant), "/log");
        await File.WriteAllBytesAsync(log, await lines.Content.ReadAsByteArrayAsync());
        return (await Verifier.RunAsync(["log", log, "--checkpoint", checkpoint, .. await KeyAsync(tenant)])).Code;
    }

    public async Task<bool> HasAsync(DateOnly month) => await ExecuteAsync($"SELECT to_regclass('audit.audit_entries_{month:yyyy_MM}')::text") is string;

    public Task GoneAsync(DateOnly month) => Eventually.AssertAsync(async () => Assert.False(await HasAsync(month), Service.Output));

    /// <summary>Does something while no replica may archive.</summary>
    public async Task HoldRetentionAsync(Func<Task> work)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('audit.retention'))", connection);
        await command.ExecuteNonQueryAsync();
        await work();
    }

    public async Task<object?> ExecuteAsync(string sql, string role = "app")
    {
        await using var connection = await ConnectAsync(role);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> ConnectAsync(string role = "app")
    {
        var connection = new NpgsqlConnection(_system.Postgres.ConnectionStringFor(_database, role) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _sidecar!.DisposeAsync();
        _policies.Dispose();
        Archives.Delete(recursive: true);
    }

    private (string, string)[] Settings()
    {
        string Database(string role) => _system.Postgres.ConnectionStringFor(_database, role);
        return
        [
            ("ConnectionStrings__audit-writer", Database("audit_writer")),
            ("ConnectionStrings__audit-sealer", Database("audit_sealer")),
            ("ConnectionStrings__audit-reader", Database("audit_reader")),
            ("ConnectionStrings__audit-maintenance", Database("audit_maintenance")),
            ("DAPR_HTTP_ENDPOINT", _sidecar!.Address.ToString()),
            ("Policy__Enforcement__PublicKey", _policies.PublicKey),
            ("Audit__Retention__ArchiveFolder", Archives.FullName),
            ("Audit__Retention__Interval", "00:00:00.200"),
            ("Audit__Anchors__SelfCheckInterval", "00:00:00.200"),
            ("Policy__Enforcement__PollInterval", "00:00:00.500"),
        ];
    }

    private static string Rules(string years) => $$$"""
        package openclaw
        years := {{{years}}}
        kinds := {"policy_change": 40, "data_access": 1}
        decision := {"result": "allow", "policy": "audit", "reason": "", "constraints": {
            "minimum_retention_days": 365, "retention_years": years, "retention_years_by_action_type": kinds}}
        """;
}
