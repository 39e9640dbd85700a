using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Store;

/// <summary>Lists are read from a replica, never from one that is more than five seconds behind, and without it all works.</summary>
public sealed class ReplicaTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Replica_AnswersWhileItIsFresh_AndThePrimaryWhenItIsPausedOrGone()
    {
        await using var replica = await system.Postgres.StartReplicaAsync(TestContext.Current.CancellationToken);
        await using var service = await system.StartServiceAsync(system.Postgres, ("ConnectionStrings__audit-replica", replica.ConnectionStringFor("audit", "audit_reader")));
        await system.StoreAsync(A.Intent(_tenant));
        await ServesAsync(replica, service);

        await ExecuteAsync(replica, "SELECT pg_wal_replay_pause()");
        await system.StoreAsync(A.Intent(_tenant));
        await SeesAsync(service, 2);

        await ExecuteAsync(replica, "SELECT pg_wal_replay_resume()");
        await ServesAsync(replica, service);
        await SeesAsync(service, 2);

        // Not once refused: the question that finds it gone is asked again at the primary.
        await replica.KillAsync();
        await system.StoreAsync(A.Intent(_tenant));
        Assert.NotEmpty((await ListAsync(service)).Entries);
        await SeesAsync(service, 3);
    }

    private Task SeesAsync(ServiceProcess service, int entries) => Eventually.AssertAsync(async () => Assert.Equal(entries, (await ListAsync(service)).Entries.Count));

    private async Task<Features.Query.AuditPage> ListAsync(ServiceProcess service)
    {
        using var answer = await system.GetAsync(A.Person(_tenant, "sarah"), "", service);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<Features.Query.AuditPage>(answer.Content, ContractsJson.Options))!;
    }

    /// <summary>A list makes the replica read the log's tables.</summary>
    private async Task ServesAsync(PostgresServer replica, ServiceProcess service)
    {
        const string Reads = "SELECT COALESCE(sum(seq_scan + COALESCE(idx_scan, 0)), 0)::bigint FROM pg_stat_user_tables WHERE relname LIKE 'audit_entries%'";
        var before = await ExecuteAsync(replica, Reads);
        await Eventually.AssertAsync(async () =>
        {
            await ListAsync(service);
            Assert.NotEqual(before, await ExecuteAsync(replica, Reads));
        });
    }

    private static async Task<object?> ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionStringFor("audit") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
