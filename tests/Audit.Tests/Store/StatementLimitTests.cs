using System.Net;
using System.Text.Json;
using Npgsql;
using OpenClaw.Audit.Tests.Anchors;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests.Store;

public sealed class StatementLimitTests(AuditSystem system)
{
    /// <summary>
    /// A question that waits in the database is stopped there by the limit, answered, and leaves neither a statement nor a
    /// setting behind on the pooled connection.
    /// </summary>
    [Fact]
    public async Task Question_BeyondItsTime_IsStoppedInTheDatabase()
    {
        await using var service = await system.StartServiceAsync(
            system.Postgres,
            ("Audit__Query__StatementTimeout", "00:00:00.300"), ("ConnectionStrings__audit-reader", system.Postgres.ConnectionStringFor("audit", "audit_reader") + ";Maximum Pool Size=1;Application Name=limited"));
        var tenant = A.Tenant();
        await system.StoreAsync(A.Intent(tenant));
        await using var owner = NpgsqlDataSource.Create(system.Postgres.ConnectionStringFor("audit"));
        await using (var connection = await owner.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var lockTable = new NpgsqlCommand("LOCK TABLE audit.checkpoints IN ACCESS EXCLUSIVE MODE", connection, transaction);
            await lockTable.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            using var answer = await system.GetAsync(A.Auditor(tenant), "/checkpoints", service);

            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable), (answer.StatusCode, problem.RootElement.GetProperty("code").GetString()));
            Assert.Contains("0.3 s", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(0L, await system.ExecuteAsync("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'limited' AND state = 'active'"));
        }

        Assert.Single((await system.QueryAsync(A.Person(tenant, "sarah"))).Entries);
        using var again = await system.GetAsync(A.Auditor(tenant), "/checkpoints", service);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    /// <summary>
    /// Each of two statements stays below its limit: together they are stopped a second after it, before the caller's sidecar asks again.
    /// </summary>
    [Fact]
    public async Task Question_OfSeveralStatements_IsStoppedAsAWhole()
    {
        await using var audit = await GuardedAudit.StartAsync(system, ("Audit__Query__StatementTimeout", "00:00:06"));
        var tenant = A.Tenant();
        await audit.StoreAsync(tenant, 1);
        await using var entries = await LockAsync(audit, "audit.audit_entries");
        await using var checkpoints = await LockAsync(audit, "audit.checkpoints");

        using var question = system.Identity.AsPerson(A.Person(tenant, "eve", roles: Roles.EnterpriseAdmin), HttpMethod.Get, "/api/v1/metrics");
        var asked = audit.Service.Client.SendAsync(question, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3.5), TestContext.Current.CancellationToken);
        await entries.DisposeAsync();
        using var answer = await asked;

        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ErrorCodes.ServiceUnavailable), (answer.StatusCode, problem.RootElement.GetProperty("code").GetString()));
        Assert.Contains("stopped after 7 s", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Holds a table until the connection is closed.</summary>
    private static async Task<NpgsqlConnection> LockAsync(GuardedAudit audit, string table)
    {
        var connection = new NpgsqlConnection(audit.Owner + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
