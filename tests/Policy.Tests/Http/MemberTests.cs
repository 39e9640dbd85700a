using System.Net.Http.Json;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Administrators give roles to those they serve, no higher than their own standing, never to themselves.</summary>
public sealed class MemberTests(PolicySystem system)
{
    private const string Path = "/api/v1/users";

    [Fact]
    public async Task Roles_GivenByAnAdministrator_ReachTheGatewayAndTheRecord()
    {
        var user = $"user-{Guid.NewGuid():N}"[..16];

        var given = await GiveAsync(A.Eve, user, [Roles.Auditor]);
        var listed = await system.SendAsync(A.Eve, HttpMethod.Get, Path);
        var seen = await SnapshotAsync();
        var taken = await GiveAsync(A.Eve, user, []);

        Assert.Equal((200, 200), (given.Status, taken.Status));
        Assert.Contains(listed.Body!["items"]!.AsArray(), item => (string)item!["userId"]! == user);
        Assert.Equal([Roles.Auditor], seen.Tenants.Single(tenant => tenant.Id == "acme").RoleBindings[user]);
        Assert.DoesNotContain(user, (await SnapshotAsync()).Tenants.Single(tenant => tenant.Id == "acme").RoleBindings.Keys);
    }

    [Fact]
    public async Task OrganisationAdministrator_ServesTheOrganisationOnly_AndGivesNothingAboveALead()
    {
        // People are known by what their tokens said when they came.
        foreach (var person in new[] { A.Mike, A.Nina })
        {
            Assert.Equal(200, (await system.SendAsync(person, HttpMethod.Get, "/version")).Status);
        }

        await Testing.Eventually.AsyncTrue(
            async _ => (await GiveAsync(A.Olga, "mike", [Roles.TeamLead])).Status == 200, PolicySystem.Deadline, "mike is known", () => "");
        var higher = await GiveAsync(A.Olga, "mike", [Roles.OrgAdmin]);
        var elsewhere = await GiveAsync(A.Olga, "nina", [Roles.TeamLead]);
        var unknown = await GiveAsync(A.Olga, "never-seen", [Roles.TeamLead]);
        var list = await system.SendAsync(A.Olga, HttpMethod.Get, Path);
        var back = await GiveAsync(A.Olga, "mike", []);

        Assert.Equal((403, 404, 404, 200), (higher.Status, elsewhere.Status, unknown.Status, back.Status));
        Assert.DoesNotContain(list.Body!["items"]!.AsArray(), item => (string)item!["userId"]! == "nina");
    }

    [Fact]
    public async Task OwnRoles_AreForSomebodyElse()
    {
        Assert.Equal(403, (await GiveAsync(A.Eve, "eve", [Roles.Auditor])).Status);
    }

    [Theory]
    [InlineData("service_account")]
    [InlineData("root")]
    [InlineData("*")]
    public async Task Roles_ThatAreNone_AreRefused(string role)
    {
        var reply = await GiveAsync(A.Eve, "someone", [role]);

        Assert.Equal((400, ErrorCodes.ValidationFailed), (reply.Status, (string)reply.Body!["code"]!));
    }

    [Fact]
    public async Task Reason_IsRequired_AndOtherRolesMayNotGive()
    {
        var silent = await system.SendAsync(A.Eve, HttpMethod.Put, $"{Path}/someone/roles", new { roles = Array.Empty<string>() });
        var lead = await GiveAsync(A.Tom, "sarah", [Roles.TeamLead]);

        Assert.Equal((400, 403), (silent.Status, lead.Status));
    }

    private Task<Reply> GiveAsync(Caller caller, string user, string[] roles) =>
        system.SendAsync(caller, HttpMethod.Put, $"{Path}/{user}/roles", new { roles, reason = "test" });

    private async Task<TenantSnapshot> SnapshotAsync()
    {
        using var request = system.Identity.AsService(AppIds.Gateway, HttpMethod.Get, "/internal/tenants");
        using var answer = await system.Service.Client.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<TenantSnapshot>(ContractsJson.Options))!;
    }
}
