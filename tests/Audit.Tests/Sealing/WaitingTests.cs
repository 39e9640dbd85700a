using System.Net;
using System.Net.Http.Json;
using Npgsql;
using OpenClaw.Audit.Features.Query;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Audit.Tests.Retention;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Sealing;

/// <summary>What is acknowledged comes into the log with its seal. These tests hold the sealer to see what is between.</summary>
public sealed class WaitingTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Entry_WhileItWaitsForItsSeal_IsFoundByIdAndByNobodyElse_AndItsReceiptSaysNotYet()
    {
        await using var audit = await AgingAudit.StartAsync(system);
        var entry = A.Intent(_tenant);
        await using (await HoldSealAsync(audit))
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(audit, entry));

            var found = await audit.ReadAsync<AuditEntry>(A.Person(_tenant, "sarah"), $"/{entry.Id}");
            Assert.Equal((entry.Id, "sarah", entry.RequestId), (found.Id, found.UserId, found.RequestId));
            Assert.Equal("grüße 🦀", (string?)found.ActionDetail["text"]);
            Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(audit, A.Person(_tenant, "sarah"), $"/{entry.Id}/receipt"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(audit, A.Person(_tenant, "mike"), $"/{entry.Id}"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(audit, A.Auditor(A.Tenant()), $"/{entry.Id}"));
            Assert.Empty((await audit.ReadAsync<AuditPage>(A.Person(_tenant, "sarah"), "")).Entries);
        }

        await audit.KeepReceiptAsync(_tenant, entry.Id);
        Assert.Single((await audit.ReadAsync<AuditPage>(A.Person(_tenant, "sarah"), "")).Entries);
    }

    [Fact]
    public async Task Ingest_WhenTooMuchWaitsForTheSeal_Refuses_AndEverythingAcknowledgedIsSealedOnce()
    {
        await using var audit = await AgingAudit.StartAsync(system, settings: [("Audit__Sealing__MaxWaitingEntries", "20"), ("Audit__Ingest__Deadline", "00:00:00.500")]);
        var acknowledged = new List<Guid>();
        await using (await HoldSealAsync(audit))
        {
            await Eventually.AssertAsync(async () =>
            {
                var entry = A.Intent(_tenant);
                var status = await PostAsync(audit, entry);
                if (status == HttpStatusCode.OK)
                {
                    acknowledged.Add(entry.Id);
                }

                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            });
        }

        Assert.True(acknowledged.Count > 20, $"{acknowledged.Count}");
        var last = A.Intent(_tenant);
        await Eventually.AssertAsync(async () => Assert.Equal(HttpStatusCode.OK, await PostAsync(audit, last)));
        await audit.KeepReceiptAsync(_tenant, last.Id);
        var numbered = (Guid[])(await audit.ExecuteAsync("SELECT array_agg(id) FROM audit.sealed_entries"))!;
        Assert.Empty(acknowledged.Append(last.Id).Except(numbered));
        Assert.Equal(numbered.Length, numbered.Distinct().Count());
    }

    [Fact]
    public async Task Number_ThatWasGivenBefore_StopsItsTenantByName()
    {
        await using var audit = await AgingAudit.StartAsync(system);
        var first = A.Intent(_tenant);
        await audit.StoreAsync(first);
        await audit.KeepReceiptAsync(_tenant, first.Id);

        // Somebody who owns the database takes the next number for an entry of their own.
        await audit.ExecuteAsync($"INSERT INTO audit.sealed_runs SELECT tenant_id, first_sequence + 1, entries, first_at, last_at, ARRAY[gen_random_uuid()], timestamps FROM audit.sealed_runs WHERE tenant_id = '{_tenant}'");

        await Eventually.AssertAsync(async () =>
        {
            await PostAsync(audit, A.Intent(_tenant));
            Assert.Contains("was given before", Assert.Single(await EvidenceAsync(audit)).Finding, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Entry_ThatTheTableRefuses_StopsItsTenantByName_AndNobodyElse()
    {
        await using var audit = await AgingAudit.StartAsync(system);
        await using (await HoldSealAsync(audit))
        {
            Assert.Equal(HttpStatusCode.OK, await PostAsync(audit, A.Intent(_tenant)));

            // No producer can; somebody who owns the database can.
            await audit.ExecuteAsync("UPDATE audit.unsealed SET all_action_type = ARRAY['sabotage']");
        }

        await Eventually.AssertAsync(async () =>
        {
            var evidence = Assert.Single(await EvidenceAsync(audit));
            Assert.Contains("audit_entries_action_type_check", evidence.Finding, StringComparison.Ordinal);
        });
        var others = A.Tenant();
        await audit.StoreAsync(A.Intent(others));
        Assert.Single((await audit.ReadAsync<AuditPage>(A.Auditor(others), "")).Entries);
    }

    /// <summary>No seal is committed until this is disposed.</summary>
    private static async Task<NpgsqlConnection> HoldSealAsync(AgingAudit audit)
    {
        var connection = await audit.ConnectAsync();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE audit.sealer IN ACCESS EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<HttpStatusCode> PostAsync(AgingAudit audit, AuditEntry entry)
    {
        using var answer = await system.PostAsync(new AuditBatch([entry]), service: audit.Service);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(AgingAudit audit, Caller caller, string path)
    {
        using var answer = await audit.GetAsync(caller, path);
        return answer.StatusCode;
    }

    private async Task<TamperEvidence[]> EvidenceAsync(AgingAudit audit)
    {
        using var request = system.Identity.AsPerson(A.Auditor(_tenant), HttpMethod.Get, "/api/v1/audit-evidence");
        using var answer = await audit.Service.Client.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<TamperEvidence[]>(ContractsJson.Options))!;
    }
}
