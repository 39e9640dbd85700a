using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Tampering;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.Audit.Tests.Anchors;

/// <summary>
/// An insider who owns the database changes what was sealed. The service itself notices, names the first bad entry, and does
/// nothing more for this company until an auditor has acknowledged it; other companies notice nothing.
/// </summary>
public sealed class EvidenceTests(AuditSystem system)
{
    private const int Sealed = 600;
    private static readonly (string, string)[] Quick = [("Audit__Anchors__SelfCheckInterval", "00:00:00.500")];

    private static readonly (string Name, int First, string Sql)[] Deeds =
    [
        ("edit", 200, "UPDATE audit.audit_entries SET policy_reason = 'nothing to see' WHERE id = {200}"),
        ("removal", 17, "DELETE FROM audit.audit_entries WHERE id = {17}"),
        ("removal of a number", 599, "UPDATE audit.sealed_runs SET entries = entries - 1, ids = trim_array(ids, 1), timestamps = trim_array(timestamps, 1) WHERE ids[entries] = {599}"),
        ("another order", 100, Insider.AnotherOrder),
        ("an entry put in", 300, Insider.EntryPutIn),
        ("a cut tail", 550, Insider.CutFrom(550) + "; DELETE FROM audit.checkpoints WHERE tenant_id = {tenant}; UPDATE audit.trees SET size = 550 WHERE tenant_id = {tenant}"),
        ("triggers switched off", 3, "ALTER TABLE audit.audit_entries DISABLE TRIGGER ALL; UPDATE audit.audit_entries SET policy_reason = 'z' WHERE id = {3}; ALTER TABLE audit.audit_entries ENABLE TRIGGER ALL"),
        ("a log wiped out", 0, "DELETE FROM audit.sealed_runs WHERE tenant_id = {tenant}; DELETE FROM audit.checkpoints WHERE tenant_id = {tenant}; DELETE FROM audit.tiles WHERE tenant_id = {tenant}; DELETE FROM audit.trees WHERE tenant_id = {tenant}"),
        ("a dropped month", 0, "DROP TABLE audit.audit_entries_2026_03"),
    ];

    [Fact]
    public async Task EveryDeed_IsFoundByTheServiceItself_AtItsFirstBadEntry()
    {
        await using var audit = await GuardedAudit.StartAsync(system, Quick);
        var bystander = A.Tenant();
        await SealAsync(audit, bystander);
        foreach (var (name, first, sql) in Deeds)
        {
            var tenant = A.Tenant();
            var ids = await SealAsync(audit, tenant);
            Assert.Empty(await EvidenceAsync(audit, tenant));

            await audit.TamperAsync(Fill(sql, tenant, ids));

            await Eventually.AssertAsync(async () => Assert.True((await EvidenceAsync(audit, tenant)).Length > 0, $"{name} is not found"));
            var evidence = Assert.Single(await EvidenceAsync(audit, tenant));
            Assert.True(first == evidence.FirstBadEntry, $"{name}: {evidence.Source}: {evidence.Finding}");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit-tampered"), await AskAsync(audit, tenant));
            if (name != "a dropped month")
            {
                Assert.Empty(await EvidenceAsync(audit, bystander));
                Assert.Equal(HttpStatusCode.OK, (await AskAsync(audit, bystander)).Status);
            }
        }
    }

    [Theory]
    [InlineData("UPDATE audit.audit_entries SET policy_reason = 'nothing to see' WHERE id = {400}", 400)]
    [InlineData("DELETE FROM audit.audit_entries WHERE id = {17}", 17)]
    public async Task ChangedRow_IsFoundBetweenTheCompleteChecks(string sql, int first)
    {
        // Complete at the start, and then not for six hours.
        await using var audit = await GuardedAudit.StartAsync(system);
        var tenant = A.Tenant();
        await SealAsync(audit, A.Tenant());
        var ids = await SealAsync(audit, tenant);

        await audit.TamperAsync(Fill(sql, tenant, ids));

        await Eventually.AssertAsync(async () => Assert.NotEmpty(await EvidenceAsync(audit, tenant)));
        var evidence = Assert.Single(await EvidenceAsync(audit, tenant));
        Assert.Equal(("self-check", EvidenceKind.Entries, first), (evidence.Source, evidence.Kind, evidence.FirstBadEntry));
    }

    [Fact]
    public async Task ChainRebuiltByItsOwner_IsRefutedByTheAnchor()
    {
        await using var audit = await GuardedAudit.StartAsync(system);
        var tenant = A.Tenant();
        var ids = await SealAsync(audit, tenant);

        // The insider changes an entry, and computes every hash anew; the service, started again, finds the database in agreement with itself.
        await audit.Service.DisposeAsync();
        await audit.TamperAsync(Fill("UPDATE audit.audit_entries SET user_id = 'nobody' WHERE id = {42}", tenant, ids));
        await audit.RebuildAsync(tenant);
        await audit.StartServiceAsync();

        await Eventually.AssertAsync(async () => Assert.NotEmpty(await EvidenceAsync(audit, tenant)));
        var evidence = Assert.Single(await EvidenceAsync(audit, tenant));
        Assert.Equal((EvidenceKind.Anchor, 42), (evidence.Kind, evidence.FirstBadEntry));
        Assert.Equal(Sealed, GuardedAudit.SizeOf(audit.InFolder($"{tenant}/checkpoint")));
    }

    [Fact]
    public async Task TamperedCompany_DoesNothingNew_UntilAnAuditorAcknowledges_AndOnlyWhatWasFoundIsExcused()
    {
        await using var audit = await GuardedAudit.StartAsync(system, Quick);
        var tenant = A.Tenant();
        var ids = await SealAsync(audit, tenant);
        await audit.TamperAsync(Fill("UPDATE audit.audit_entries SET policy_reason = 'x' WHERE id = {200}", tenant, ids));
        await Eventually.AssertAsync(async () => Assert.NotEmpty(await EvidenceAsync(audit, tenant)));
        var intent = A.Intent(tenant);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "audit-tampered"), await PostAsync(audit, intent));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(audit, A.OutcomeOf(intent))).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(audit, intent with { ActionType = AuditActionType.Authentication })).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(audit, A.Intent(A.Tenant()))).Status);

        var evidence = Assert.Single(await EvidenceAsync(audit, tenant));
        Assert.Equal(HttpStatusCode.Forbidden, await AcknowledgeAsync(audit, A.Person(tenant, "eve", roles: Roles.EnterpriseAdmin), evidence.Id, "an administrator may not do this"));
        Assert.Equal(HttpStatusCode.NotFound, await AcknowledgeAsync(audit, A.Auditor(A.Tenant()), evidence.Id, "another company's auditor"));
        Assert.Equal(HttpStatusCode.BadRequest, await AcknowledgeAsync(audit, A.Auditor(tenant), evidence.Id, "short"));

        // Forged by the owner of the database: it counts for nothing.
        await audit.TamperAsync($"INSERT INTO audit.acknowledgements VALUES ('{evidence.Id}', '{tenant}', 'openclaw-audit-acknowledgement/v1'); DELETE FROM audit.acknowledgements");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(audit, tenant)).Status);

        Assert.Equal(HttpStatusCode.NoContent, await AcknowledgeAsync(audit, A.Auditor(tenant), evidence.Id, "The clerk was found and confessed."));
        Assert.Equal(HttpStatusCode.Conflict, await AcknowledgeAsync(audit, A.Auditor(tenant), evidence.Id, "The clerk was found and confessed."));

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(audit, tenant)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(audit, A.Intent(tenant))).Status);
        await Eventually.AssertAsync(() =>
        {
            Assert.True(GuardedAudit.SizeOf(audit.InFolder($"{tenant}.1/checkpoint")) > Sealed);
            return Task.CompletedTask;
        });
        var acknowledged = Assert.Single(await EvidenceAsync(audit, tenant));
        Assert.Contains("The clerk was found", acknowledged.Acknowledgement, StringComparison.Ordinal);

        await audit.TamperAsync(Fill("UPDATE audit.audit_entries SET policy_reason = 'y' WHERE id = {201}", tenant, ids));
        await Eventually.AssertAsync(async () => Assert.Equal(201, (await EvidenceAsync(audit, tenant))[^1].FirstBadEntry));
    }

    [Fact]
    public async Task CleanLog_IsNeverSuspected_HoweverOftenItIsChecked()
    {
        await using var audit = await GuardedAudit.StartAsync(system, Quick);
        var tenant = A.Tenant();
        for (var run = 0; run < 10; run++)
        {
            await audit.StoreAsync(tenant, 90);
            if (run % 3 == 2)
            {
                await audit.RestartAsync(Quick);
            }

            await Eventually.AssertAsync(() =>
            {
                Assert.Equal((run + 1) * 90, GuardedAudit.SizeOf(audit.InFolder($"{tenant}/checkpoint")));
                return Task.CompletedTask;
            });
            Assert.Empty(await EvidenceAsync(audit, tenant));
        }
    }

    private static async Task<Guid[]> SealAsync(GuardedAudit audit, string tenant)
    {
        var entries = await audit.StoreAsync(tenant, Sealed);
        await Eventually.AssertAsync(() =>
        {
            Assert.Equal(Sealed, GuardedAudit.SizeOf(audit.InFolder($"{tenant}/checkpoint")));
            Assert.Equal(Sealed, GuardedAudit.SizeOf(audit.World.Bucket.GetValueOrDefault($"{tenant}/checkpoint")));
            return Task.CompletedTask;
        });

        // Sealed together, so their order is that of their times.
        return [.. entries.Select(entry => entry.Id)];
    }

    private static string Fill(string sql, string tenant, Guid[] ids)
    {
        for (var number = 0; number < ids.Length; number++)
        {
            sql = sql.Replace($"{{{number}}}", $"'{ids[number]}'", StringComparison.Ordinal);
        }

        return sql.Replace("{tenant}", $"'{tenant}'", StringComparison.Ordinal).Replace("{new}", $"'{Guid.CreateVersion7()}'::uuid", StringComparison.Ordinal);
    }

    private async Task<TamperEvidence[]> EvidenceAsync(GuardedAudit audit, string tenant)
    {
        using var request = system.Identity.AsPerson(A.Auditor(tenant), HttpMethod.Get, "/api/v1/audit-evidence");
        using var answer = await audit.Service.Client.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TamperEvidence[]>(ContractsJson.Options))!;
    }

    private async Task<HttpStatusCode> AcknowledgeAsync(GuardedAudit audit, Caller caller, Guid id, string reason)
    {
        using var request = system.Identity.AsPerson(caller, HttpMethod.Post, $"/api/v1/audit-evidence/{id}/acknowledge");
        request.Content = JsonContent.Create(new AcknowledgeEvidence(reason), options: ContractsJson.Options);
        using var answer = await audit.Service.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string? Code)> AskAsync(GuardedAudit audit, string tenant)
    {
        using var answer = await audit.GetAsync(A.Person(tenant, "sarah"), "?limit=1");
        return await CodeOf(answer);
    }

    private async Task<(HttpStatusCode Status, string? Code)> PostAsync(GuardedAudit audit, AuditEntry entry)
    {
        using var answer = await system.PostAsync(new AuditBatch([entry]), service: audit.Service);
        return await CodeOf(answer);
    }

    private static async Task<(HttpStatusCode, string?)> CodeOf(HttpResponseMessage answer) =>
        (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()) is JsonObject body ? (string?)body["code"] : null);
}
