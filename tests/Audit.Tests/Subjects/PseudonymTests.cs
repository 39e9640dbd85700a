using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Subjects;

public sealed class PseudonymTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Person_IsNowhereInTheLog_AndReadersSeeThem()
    {
        await system.StoreAsync(About("sarah.connor", "mike.miller"));

        var stored = (string)(await system.ExecuteAsync($"SELECT audit_entries::text FROM audit.audit_entries WHERE tenant_id = '{_tenant}' LIMIT 1"))!;
        var read = Assert.Single((await system.QueryAsync(A.Person(_tenant, "sarah.connor"))).Entries);

        foreach (var personal in (string[])["sarah", "connor", "mike", "Quarterly", "nina@"])
        {
            Assert.DoesNotContain(personal, stored, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("gmail_send", stored, StringComparison.Ordinal);
        Assert.Equal(("sarah.connor", "mike.miller"), (read.UserId, read.ActorUserId));
        Assert.Equal("sarah.connor may write to mike.miller", read.PolicyReason);
        Assert.Equal("Quarterly figures", (string?)read.ActionDetail["subject"]);
        Assert.Equal("nina@acme.example", (string?)read.ActionDetail["deep"]![0]!["to"]![0]);
        Assert.Equal("mike.miller", (string?)read.ActionDetail["users"]![0]);
        Assert.Equal("gmail_send", (string?)read.ActionDetail["tool"]);
    }

    [Fact]
    public async Task Questions_ByPersonAndActor_StillFindThem()
    {
        await system.StoreAsync(About("sarah", "mike"), About("nina", "sarah"), A.Intent(_tenant, "tom"));
        var auditor = A.Auditor(_tenant);

        Assert.Equal("sarah", Assert.Single((await system.QueryAsync(auditor, "?userId=sarah")).Entries).UserId);
        Assert.Equal("nina", Assert.Single((await system.QueryAsync(auditor, "?actor=sarah")).Entries).UserId);
        Assert.Empty((await system.QueryAsync(auditor, "?userId=nobody")).Entries);
        Assert.Equal("tom", Assert.Single((await system.QueryAsync(A.Person(_tenant, "tom"))).Entries).UserId);
    }

    [Fact]
    public async Task SamePerson_OfTwoTenants_IsTwoPersons()
    {
        var other = A.Tenant();
        await system.StoreAsync(A.Intent(_tenant), A.Intent(other));

        Assert.Equal(2L, await system.ExecuteAsync($"SELECT count(DISTINCT user_id) FROM audit.audit_entries WHERE tenant_id IN ('{_tenant}', '{other}')"));
    }

    [Fact]
    public async Task Services_AreNoPersons()
    {
        await system.StoreAsync(A.Intent(_tenant) with { ActorUserId = AppIds.Briefing });

        Assert.Equal("briefing", await system.ExecuteAsync($"SELECT actor_user_id FROM audit.audit_entries WHERE tenant_id = '{_tenant}'"));
    }

    [Fact]
    public async Task Rows_StoredBeforeThereWerePseudonyms_AreStillFound()
    {
        await system.StoreAsync(A.Intent(_tenant));
        await system.ExecuteAsync($"""
            INSERT INTO audit.audit_entries SELECT gen_random_uuid(), tenant_id, 'sarah', 'sarah', source_service, "timestamp", received_at, action_type, action, phase,
                intent_id, action_detail, data_accessed, model_used, model_tokens, data_classification, policy_applied, policy_version, policy_result, policy_reason,
                outcome, request_id, trace_id, org_unit, team_id FROM audit.audit_entries WHERE tenant_id = '{_tenant}'
            """);

        Assert.Equal(2, (await system.QueryAsync(A.Person(_tenant, "sarah"))).Entries.Count);
    }

    [Fact]
    public async Task TwoReplicas_GiveOnePersonOnePseudonym()
    {
        await using var second = await system.StartServiceAsync(system.Postgres);
        var posts = Enumerable.Range(0, 40).Select(index => system.PostAsync(new AuditBatch([A.Intent(_tenant, $"user-{index % 10}")]), service: index % 2 == 0 ? null : second));

        Assert.All(await Task.WhenAll(posts), answer => Assert.True(answer.IsSuccessStatusCode));
        await system.SealedAsync(_tenant);
        Assert.Equal(10L, await system.ExecuteAsync($"SELECT count(DISTINCT user_id) FROM audit.audit_entries WHERE tenant_id = '{_tenant}'"));
        Assert.Equal(10L, await system.ExecuteAsync($"SELECT count(*) FROM subjects.keys WHERE tenant_id = '{_tenant}'"));
    }

    [Theory]
    [InlineData("audit_reader", "SELECT * FROM subjects.keys")]
    [InlineData("audit_sealer", "SELECT * FROM subjects.keys")]
    [InlineData("audit_writer", "DELETE FROM subjects.keys")]
    [InlineData("audit_writer", "UPDATE subjects.keys SET wrapped_key = ''")]
    [InlineData("audit_writer", "SELECT person FROM subjects.erasures")]
    [InlineData("audit_maintenance", "INSERT INTO subjects.keys VALUES ('t', 'p', '', '', '')")]
    [InlineData("audit_maintenance", "DELETE FROM subjects.erasures")]
    [InlineData("audit_maintenance", "SELECT * FROM audit.audit_entries")]
    [InlineData("audit_maintenance", "DELETE FROM audit.audit_entries")]
    public async Task Role_CannotDoMoreToKeysThanItsWork(string role, string sql)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(sql, role, _tenant));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    private AuditEntry About(string user, string actor) => A.Intent(_tenant, user) with
    {
        ActorUserId = actor,
        Action = "gmail_send",
        PolicyReason = $"{user} may write to {actor}",
        ActionDetail = new JsonObject
        {
            ["tool"] = "gmail_send",
            ["subject"] = "Quarterly figures",
            ["users"] = new JsonArray(actor),
            ["deep"] = new JsonArray(new JsonObject { ["to"] = new JsonArray("nina@acme.example") }),
        },
    };
}
