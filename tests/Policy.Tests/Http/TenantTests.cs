using System.Text.Json.Nodes;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Tenants: set up by their own administrators, added and suspended by those of the operating tenant, invisible to all others.</summary>
public sealed class TenantTests(PolicySystem system)
{
    private const string Path = "/api/v1/tenants";

    [Fact]
    public async Task Creation_ThatIsRepeated_MakesOneTenantAndGetsTheFirstAnswer()
    {
        var (tenant, key) = (PolicySystem.NewTenant(), $"{Guid.NewGuid()}");
        var body = new { id = tenant, name = "Twice" };

        var created = (await system.SendAsync(A.Eve, HttpMethod.Post, Path, body, key: key)).Must(201);
        var repeated = (await system.SendAsync(A.Eve, HttpMethod.Post, Path, body, key: key)).Must(201);
        var other = await system.SendAsync(A.Eve, HttpMethod.Post, Path, new { id = tenant, name = "Other" }, key: key);
        var unkeyed = await system.SendAsync(A.Eve, HttpMethod.Post, Path, body);

        Assert.Equal((created.Body!.ToJsonString(), created.Tag), (repeated.Body!.ToJsonString(), repeated.Tag));
        Assert.Equal((409, 409), (other.Status, unkeyed.Status));
        Assert.Single(system.Sidecar.AuditEntries, entry => entry.TenantId == tenant && entry is { Action: "tenant_create", Outcome: AuditOutcome.Success });
    }

    [Fact]
    public async Task Tenant_IsAddedInProvisioning_ThenActivatedAndSuspendedWithReasons()
    {
        var id = PolicySystem.NewTenant();
        var created = await CreateAsync(id);
        var activated = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{id}/status", new { status = "active", reason = "contract signed" });
        var suspended = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/{id}/status", new { status = "suspended", reason = "invoice open" });
        var state = await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{id}/status");

        Assert.Equal((201, "provisioning", $"{Path}/{id}"), (created.Status, (string)created.Body!["status"]!, created.Location));
        Assert.Equal((200, "active"), (activated.Status, (string)activated.Body!["status"]!));
        Assert.Equal((200, "suspended", "invoice open"), (suspended.Status, (string)suspended.Body!["status"]!, (string)suspended.Body!["statusReason"]!));
        Assert.Equal((200, "suspended", 0, 0, 0), (state.Status, (string)state.Body!["status"]!, (int)state.Body!["policyCount"]!, (int)state.Body!["userCount"]!, (int)state.Body!["serviceAccountCount"]!));
    }

    [Fact]
    public async Task Tenant_OfOthers_DoesNotExist_WhateverTheMethod()
    {
        var id = PolicySystem.NewTenant();
        Assert.Equal(201, (await CreateAsync(id)).Status);
        (HttpMethod Method, string Path, object? Body)[] tries =
        [
            (HttpMethod.Get, $"{Path}/{id}", null), (HttpMethod.Get, $"{Path}/{id}/status", null), (HttpMethod.Get, $"{Path}/acme", null),
            (HttpMethod.Put, $"{Path}/{id}", new { name = "Mine" }), (HttpMethod.Put, $"{Path}/{id}/status", new { status = "active", reason = "mine" }),
        ];

        foreach (var (method, path, body) in tries)
        {
            var reply = await system.SendAsync(A.Gus, method, path, body, match: "\"1\"");
            Assert.Equal((404, ErrorCodes.NotFound), (reply.Status, (string)reply.Body!["code"]!));
        }

        var list = await system.SendAsync(A.Gus, HttpMethod.Get, Path);
        Assert.Equal("globex", (string)Assert.Single(list.Body!["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task AddingAndSuspending_IsForTheOperatingTenant()
    {
        var create = await system.SendAsync(A.Gus, HttpMethod.Post, Path, new { id = PolicySystem.NewTenant(), name = "Another" });
        var suspend = await system.SendAsync(A.Gus, HttpMethod.Put, $"{Path}/globex/status", new { status = "suspended", reason = "by myself" });
        var owner = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/acme/status", new { status = "suspended", reason = "all of us" });

        Assert.Equal((403, 403, 409), (create.Status, suspend.Status, owner.Status));
    }

    [Fact]
    public async Task OwnTenant_IsSetUpByItsAdministrator_UnderTheVersionRead()
    {
        var id = PolicySystem.NewTenant();
        await CreateAsync(id);
        var admin = PolicySystem.In(id, A.Eve);
        var settings = new
        {
            name = "Renamed",
            domains = new[] { $"{id}.example" },
            oidcIssuer = $"https://login.{id}.example",
            roleMap = new Dictionary<string, string> { ["releasers"] = "release_manager", ["bosses"] = "enterprise_admin" },
            customRoles = new Dictionary<string, string> { ["release_manager"] = "team_lead" },
        };

        var read = await system.SendAsync(admin, HttpMethod.Get, $"{Path}/{id}");
        var without = await system.SendAsync(admin, HttpMethod.Put, $"{Path}/{id}", settings);
        var changed = await system.SendAsync(admin, HttpMethod.Put, $"{Path}/{id}", settings, match: read.Tag);
        var stale = await system.SendAsync(admin, HttpMethod.Put, $"{Path}/{id}", settings, match: read.Tag);
        var again = await system.SendAsync(admin, HttpMethod.Get, $"{Path}/{id}");

        Assert.Equal((428, 200, 412), (without.Status, changed.Status, stale.Status));
        Assert.Equal(("Renamed", "team_lead", "release_manager"), ((string)again.Body!["name"]!, (string)again.Body!["customRoles"]!["release_manager"]!, (string)again.Body!["roleMap"]!["releasers"]!));
        Assert.Equal(again.Tag, changed.Tag);
    }

    [Theory]
    [InlineData("""{"id":"Bad Id","name":"x"}""", "id")]
    [InlineData("""{"id":"ok-id"}""", "name")]
    [InlineData("""{"id":"ok-id","name":"x","domains":["no domain"]}""", "domains")]
    [InlineData("""{"id":"ok-id","name":"x","oidcIssuer":"http://login.example"}""", "oidcIssuer")]
    [InlineData("""{"id":"ok-id","name":"x","oidcIssuer":"https://10.0.0.1"}""", "oidcIssuer")]
    [InlineData("""{"id":"ok-id","name":"x","oidcIssuer":"https://user:pass@login.example"}""", "oidcIssuer")]
    [InlineData("""{"id":"ok-id","name":"x","customRoles":{"god":"nobody"}}""", "customRoles.god")]
    [InlineData("""{"id":"ok-id","name":"x","customRoles":{"enterprise_admin":"user"}}""", "customRoles.enterprise_admin")]
    [InlineData("""{"id":"ok-id","name":"x","roleMap":{"group":"service_account"}}""", "roleMap.group")]
    public async Task Tenant_BadlyDescribed_IsRefusedWithTheField(string body, string field)
    {
        var reply = await system.SendAsync(A.Eve, HttpMethod.Post, Path, JsonNode.Parse(body));

        Assert.Equal((400, ErrorCodes.ValidationFailed), (reply.Status, (string)reply.Body!["code"]!));
        Assert.Contains(reply.Body!["errors"]!.AsArray(), error => (string)error!["path"]! == field);
    }

    [Fact]
    public async Task IdAndMailDomain_AreTakenOnce()
    {
        var (first, second) = (PolicySystem.NewTenant(), PolicySystem.NewTenant());
        var domain = $"{first}.example";

        var one = await system.SendAsync(A.Eve, HttpMethod.Post, Path, new { id = first, name = "One", domains = new[] { domain } });
        var sameId = await system.SendAsync(A.Eve, HttpMethod.Post, Path, new { id = first, name = "Two" });
        var sameDomain = await system.SendAsync(A.Eve, HttpMethod.Post, Path, new { id = second, name = "Two", domains = new[] { domain } });
        var absent = await system.SendAsync(A.Eve, HttpMethod.Get, $"{Path}/{second}");

        Assert.Equal((201, 409, 409, 404), (one.Status, sameId.Status, sameDomain.Status, absent.Status));
    }

    [Theory]
    [InlineData(Roles.User)]
    [InlineData(Roles.TeamLead)]
    [InlineData(Roles.OrgAdmin)]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Operator)]
    public async Task OtherRoles_AdministerNoTenant(string role)
    {
        var caller = A.Eve with { UserId = "somebody", Roles = [role] };

        Assert.Equal(403, (await system.SendAsync(caller, HttpMethod.Get, Path)).Status);
        Assert.Equal(403, (await system.SendAsync(caller, HttpMethod.Post, Path, new { id = "x1", name = "x" })).Status);
        Assert.Equal(403, (await system.SendAsync(caller, HttpMethod.Get, $"{Path}/acme")).Status);
    }

    [Fact]
    public async Task Database_ItselfShowsTheWriterOnlyTheNamedTenant()
    {
        var id = PolicySystem.NewTenant();
        await CreateAsync(id);

        foreach (var table in new[] { "tenants", "tenant_domains", "service_accounts", "api_keys" })
        {
            Assert.Equal(0L, await system.ExecuteAsync($"SELECT count(*) FROM identity.{table}", "policy_writer"));
        }

        Assert.Equal(1L, await system.ExecuteAsync("SELECT count(*) FROM identity.tenants", "policy_writer", id));
        Assert.Equal(0L, await system.ExecuteAsync("SELECT count(*) FROM identity.tenants WHERE tenant_id = 'acme'", "policy_writer", id));
        await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync(
            "INSERT INTO identity.tenants (tenant_id, name, status, created_by, created_at, updated_by, updated_at) VALUES ('stolen', 'x', 'active', 'x', now(), 'x', now())",
            "policy_writer", id));
        await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync("DELETE FROM identity.tenants", "policy_writer", id));
        await Assert.ThrowsAsync<PostgresException>(() => system.ExecuteAsync("UPDATE identity.tenants SET name = 'x'", "policy_reader"));
    }

    private Task<Reply> CreateAsync(string id) => system.SendAsync(A.Eve, HttpMethod.Post, Path, new { id, name = $"Company {id}" });
}
