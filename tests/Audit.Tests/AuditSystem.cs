using System.Diagnostics;
using System.Net.Http.Json;
using Npgsql;
using OpenClaw.Audit.Features.Proofs;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Tests;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

[assembly: AssemblyFixture(typeof(AuditSystem))]

namespace OpenClaw.Audit.Tests;

/// <summary>A migrated database and one audit service for all tests of this project; tenants keep tests apart.</summary>
public sealed class AuditSystem : IAsyncLifetime
{
    private readonly TestIdentity _identity = new();
    private static readonly byte[] SigningSeed = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    /// <summary>The public half of the key that the service under test signs with.</summary>
    internal static byte[] PublicKey
    {
        get
        {
            using var key = SigningKey();
            return key.PublicKey;
        }
    }

    /// <summary>The key that the service under test signs with.</summary>
    internal static Infrastructure.Ed25519Key SigningKey() => Infrastructure.Ed25519Key.FromSeed([.. SigningSeed]);
    /// <summary>Signs and vouches as the service under test does.</summary>
    internal static Features.Sealing.CheckpointSigner Signer() => new(
        null!, Microsoft.Extensions.Options.Options.Create(new Options.SealingOptions { SigningKey = Convert.ToBase64String(SigningSeed) }));

    private PostgresServer? _postgres;
    private ServiceProcess? _service;
    private NpgsqlDataSource? _sql;

    internal TestIdentity Identity => _identity;

    internal PostgresServer Postgres => OrSkip(_postgres);

    internal ServiceProcess Service => OrSkip(_service);

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.PostgresMissingReason is not null)
        {
            return;
        }

        _postgres = await PostgresServer.StartAsync();
        await _postgres.CreateDatabaseAsync("audit");
        var (code, output) = await MigrateAsync(_postgres.ConnectionStringFor("audit"));
        Assert.True(code == 0, output);
        _service = await StartServiceAsync(_postgres);
        _sql = NpgsqlDataSource.Create(_postgres.ConnectionStringFor("audit") + ";Maximum Pool Size=5;Timeout=60");
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _sql!.DisposeAsync();
            await _postgres.DisposeAsync();
        }

        _identity.Dispose();
    }

    internal async Task<ServiceProcess> StartServiceAsync(PostgresServer postgres, params (string Name, string Value)[] settings)
    {
        var environment = _identity.Environment;
        environment["Logging__LogLevel__Default"] = "Warning";
        environment["ConnectionStrings__audit-writer"] = postgres.ConnectionStringFor("audit", "audit_writer");
        environment["ConnectionStrings__audit-sealer"] = postgres.ConnectionStringFor("audit", "audit_sealer");
        environment["Audit__Subjects__RetryAfter"] = "00:00:00.500";
        environment["ConnectionStrings__audit-maintenance"] = postgres.ConnectionStringFor("audit", "audit_maintenance");
        environment["Audit__Sealing__SigningKey"] = Convert.ToBase64String(SigningSeed);
        environment["Audit__Subjects__MasterKey"] = Convert.ToBase64String(SigningSeed);
        environment["ConnectionStrings__audit-reader"] = postgres.ConnectionStringFor("audit", "audit_reader");
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return await ServiceProcess.StartAsync("OpenClaw.Audit.dll", environment);
    }

    internal static async Task<(int Code, string Output)> MigrateAsync(string connectionString, string database = "audit")
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenClaw.Migrations.dll"), database])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                [$"ConnectionStrings__{database}"] = connectionString,
                ["Migrations__Passwords__audit_writer"] = "w'riter \"pass",
                ["Migrations__Passwords__audit_reader"] = "reader-pass",
                ["Migrations__Passwords__audit_sealer"] = "sealer-pass",
                ["Migrations__Passwords__audit_maintenance"] = "maintenance-pass",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + error);
    }

    internal async Task<HttpResponseMessage> PostAsync(object batch, string app = AppIds.Connector, ServiceProcess? service = null)
    {
        using var request = _identity.AsService(app, HttpMethod.Post, "/api/v1/audit/entries");
        request.Content = JsonContent.Create(batch, options: ContractsJson.Options);
        return await (service ?? Service).Client.SendAsync(request);
    }

    /// <summary>Stores entries and waits until they are in the log.</summary>
    internal async Task<AuditBatchAccepted> StoreAsync(params AuditEntry[] entries)
    {
        using var answer = await PostAsync(new AuditBatch(entries));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await SealedAsync([.. entries.Select(entry => entry.TenantId).Distinct()]);
        return (await answer.Content.ReadFromJsonAsync<AuditBatchAccepted>(ContractsJson.Options))!;
    }

    /// <summary>Waits until nothing of these tenants waits for its seal.</summary>
    internal Task SealedAsync(params string[] tenants) => Eventually.AssertAsync(async () =>
    {
        await using var command = OrSkip(_sql).CreateCommand("SELECT count(*) FROM audit.unsealed WHERE tenant_id = ANY ($1)");
        command.Parameters.AddWithValue(tenants);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    });

    /// <summary>Asks as this person. What the service of all tests acknowledged is in the log by then.</summary>
    internal async Task<HttpResponseMessage> GetAsync(Caller caller, string query, ServiceProcess? service = null)
    {
        if (service is null)
        {
            await SealedAsync(caller.TenantId);
        }

        using var request = _identity.AsPerson(caller, HttpMethod.Get, "/api/v1/audit" + query);
        return await (service ?? Service).Client.SendAsync(request);
    }

    /// <summary>The receipt of an entry, as soon as it is sealed.</summary>
    internal async Task<AuditReceipt> ReceiptAsync(Caller caller, Guid id, ServiceProcess? service = null)
    {
        AuditReceipt? receipt = null;
        await Eventually.AssertAsync(async () =>
        {
            using var answer = await GetAsync(caller, $"/{id}/receipt", service);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            receipt = await answer.Content.ReadFromJsonAsync<AuditReceipt>(ContractsJson.Options);
        });
        return receipt!;
    }

    internal async Task<AuditPage> QueryAsync(Caller caller, string query = "")
    {
        using var answer = await GetAsync(caller, query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<AuditPage>(ContractsJson.Options))!;
    }

    internal static T OrSkip<T>(T? started)
    {
        Assert.SkipWhen(ServerPrograms.PostgresMissingReason is not null, ServerPrograms.PostgresMissingReason ?? "");
        return started!;
    }

    /// <summary>Runs a statement as this database role.</summary>
    internal async Task<object?> ExecuteAsync(string sql, string role = "app", string? tenant = null)
    {
        await using var dataSource = NpgsqlDataSource.Create(Postgres.ConnectionStringFor("audit", role));
        await using var connection = await dataSource.OpenConnectionAsync();
        if (tenant is not null)
        {
            await using var name = new NpgsqlCommand($"SET openclaw.tenant = '{tenant}'", connection);
            await name.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
