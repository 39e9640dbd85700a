using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.ServiceDefaults.Tests.Identity;

/// <summary>The matrix of spec/auth.md 5, line by line, and what "own" means in it.</summary>
public sealed class PermissionTableTests
{
    // Enterprise admin, org admin, team lead, user, auditor, operator: the reach of a well-formed caller with that role.
    public static TheoryData<string, string> Matrix => new()
    {
        { Permissions.PoliciesWrite, "tenant org team self self self" },
        { Permissions.PoliciesRead, "tenant org org org tenant org" },
        { Permissions.AuditRead, "tenant org team self tenant self" },
        { Permissions.AuditExport, "tenant org - - tenant -" },
        { Permissions.TenantsManage, "tenant - - - - -" },
        { Permissions.AccountsManage, "tenant - - - - -" },
        { Permissions.ConnectorsManage, "tenant org - - - -" },
        { Permissions.ConnectorsRead, "tenant tenant tenant - - tenant" },
        { Permissions.MembersManage, "tenant org - - - -" },
        { Permissions.SessionsManage, "tenant org - - - -" },
        { Permissions.MetricsRead, "tenant org - - - tenant" },
        { Permissions.StatusRead, "tenant tenant tenant - - tenant" },
        { Permissions.ClassificationOverride, "tenant org - - - -" },
        { Permissions.KillSwitch, "tenant org - - - -" },
        { Permissions.UserData, "tenant self self self self self" },
        { Permissions.ApprovalsDecide, "self self self self self self" },
        { Permissions.AssistantUse, "self self self self self self" },
    };

    private static readonly string[] People =
        [Roles.EnterpriseAdmin, Roles.OrgAdmin, Roles.TeamLead, Roles.User, Roles.Auditor, Roles.Operator];

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Table_ForEachRole_IsTheSpecifiedMatrix(string permission, string expected)
    {
        var reaches = People.Select(role => Caller(role).ReachOf(permission)).Select(reach => reach == Reach.None ? "-" : reach.ToString().ToLowerInvariant());

        Assert.Equal(expected, string.Join(' ', reaches));
    }

    [Fact]
    public void HigherRoles_InheritWhatLowerOnesHave()
    {
        string[] ascending = [Roles.User, Roles.TeamLead, Roles.OrgAdmin, Roles.EnterpriseAdmin];
        foreach (var permission in Permissions.All)
        {
            foreach (var (lower, higher) in ascending.Zip(ascending.Skip(1)))
            {
                Assert.True(PermissionTable.Of(higher, permission) >= PermissionTable.Of(lower, permission), $"{higher} has less of {permission} than {lower}");
            }
        }
    }

    [Fact]
    public void UnknownRoles_AddNothingToAUser()
    {
        var user = Caller(Roles.User);

        Assert.All(Permissions.All, permission =>
            Assert.Equal(user.ReachOf(permission), (user with { Roles = ["Enterprise_Admin", "enterprise-admin", "root", "*", ""] }).ReachOf(permission)));
    }

    [Fact]
    public void ServiceAccount_HasOnlyItsScopesWithinTheTable()
    {
        var account = Caller(Roles.ServiceAccount) with { Roles = [Roles.ServiceAccount], Scopes = [Permissions.PoliciesEvaluate, Permissions.TenantsManage] };

        Assert.Equal([Permissions.PoliciesEvaluate], Permissions.All.Where(permission => account.May(permission)));
        Assert.DoesNotContain(Permissions.All, permission => (account with { Scopes = [] }).May(permission));
        Assert.DoesNotContain(Permissions.All, permission => (account with { Scopes = null, Roles = [Roles.ServiceAccount, Roles.EnterpriseAdmin] }).May(permission));
    }

    [Theory]
    [InlineData("org_admin", "engineering", null, "engineering", true)]
    [InlineData("org_admin", "engineering", null, "engineering/platform", true)]
    [InlineData("org_admin", "engineering", null, "engineering-tools", false)]
    [InlineData("org_admin", "engineering", null, "eng", false)]
    [InlineData("org_admin", "engineering/platform", null, "engineering", false)]
    [InlineData("org_admin", null, null, "engineering", false)]
    [InlineData("org_admin", "", null, "", false)]
    [InlineData("enterprise_admin", null, null, "engineering", true)]
    [InlineData("team_lead", "engineering", "platform", "engineering", false)]
    [InlineData("user", "engineering", "platform", "engineering", false)]
    public void OwnOrg_IsItsSubtree(string role, string? org, string? team, string target, bool covered)
    {
        var caller = Caller(role) with { OrgUnit = org, TeamId = team };

        Assert.Equal(covered, caller.May(Permissions.PoliciesWrite, new ScopeTarget(OrgUnit: target)));
    }

    [Fact]
    public void OwnTeam_IsTheLeadsTeamInTheLeadsOrganisation()
    {
        var lead = Caller(Roles.TeamLead);

        Assert.True(lead.May(Permissions.PoliciesWrite, new ScopeTarget("engineering", "platform")));
        Assert.False(lead.May(Permissions.PoliciesWrite, new ScopeTarget("product", "platform")));
        Assert.False(lead.May(Permissions.PoliciesWrite, new ScopeTarget("engineering", "payments")));
        Assert.False((lead with { TeamId = null }).May(Permissions.PoliciesWrite, new ScopeTarget("engineering")));
    }

    [Fact]
    public void TheWholeTenant_IsForThoseWhoseReachIsTheTenant()
    {
        Assert.True(Caller(Roles.EnterpriseAdmin).May(Permissions.PoliciesWrite, ScopeTarget.Tenant));
        Assert.All([Roles.OrgAdmin, Roles.TeamLead, Roles.User], role => Assert.False(Caller(role).May(Permissions.PoliciesWrite, ScopeTarget.Tenant)));
    }

    [Fact]
    public void Self_IsNobodyElse()
    {
        Assert.True(Caller(Roles.User).May(Permissions.PoliciesWrite, new ScopeTarget("engineering", "platform", "someone")));
        Assert.False(Caller(Roles.User).May(Permissions.PoliciesWrite, new ScopeTarget("engineering", "platform", "else")));
    }

    // As the door makes them: everybody is at least a user.
    private static Caller Caller(string role) => new("acme", "someone", [role, Roles.User], "engineering", "platform", null);
}
