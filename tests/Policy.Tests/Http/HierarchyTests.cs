using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Who may write what, and that nobody widens what lies above.</summary>
public sealed class HierarchyTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Child_ThatWidens_IsRefusedWithFieldParentAndChild()
    {
        (await WriteAsync(A.Eve, New("actions", "default_autonomy: approve\nactions:\n  email_send: block", "active"))).Must(201);

        var refused = await WriteAsync(A.Olga, New("actions", "actions:\n  email_send: autonomous", "active", scope: "org", scopeId: "engineering"));

        Assert.Equal((422, ErrorCodes.PolicyHierarchyViolation), (refused.Status, refused["code"]));
        Assert.Equal(
            """[{"path":"actions.email_send","parent":"block","child":"autonomous"}]""",
            refused.Body!["errors"]!.ToJsonString());
        Assert.Equal("[\"enterprise--actions@1.0.0\"]", refused.Body["policies"]!.ToJsonString());
        Assert.Contains(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && entry.Outcome == AuditOutcome.Denied && entry.UserId == "olga");
    }

    [Fact]
    public async Task Team_IsHeldAgainstEverythingAbove_NotOnlyItsOrganisation()
    {
        (await WriteAsync(A.Eve, New("data", "external_sharing_max: internal\nretention_days: 90", "active"))).Must(201);
        (await WriteAsync(A.Olga, New("data", "retention_days: 30", "active", scope: "org", scopeId: "engineering"))).Must(201);

        var refused = await WriteAsync(A.Tom, New("data", "external_sharing_max: confidential\nretention_days: 60", "active", scope: "team", scopeId: "platform"));

        Assert.Equal(422, refused.Status);
        Assert.Equal(["external_sharing_max", "retention_days"], refused.Body!["errors"]!.AsArray().Select(error => (string?)error!["path"]));
        (await WriteAsync(A.Tom, New("data", "external_sharing_max: public\nretention_days: 10", "active", scope: "team", scopeId: "platform"))).Must(201);
    }

    [Fact]
    public async Task Parent_ThatIsTightened_NamesWhatBelowSaysMore()
    {
        var parent = (await WriteAsync(A.Eve, New("data", "retention_days: 90", "active"))).Must(201);
        (await WriteAsync(A.Olga, New("data", "retention_days: 60", "active", scope: "org", scopeId: "engineering"))).Must(201);

        var tightened = (await system.SendAsync(
            PolicySystem.In(_tenant, A.Eve), HttpMethod.Put, "/" + parent["id"], new { content = "retention_days: 30", changeReason = "law" }, parent.Tag)).Must(200);

        var found = Assert.Single(tightened.Body!["descendants"]!.AsArray())!;
        Assert.Equal("engineering", (string?)found["scopeId"]);
        Assert.Equal("""[{"path":"retention_days","parent":30,"child":60}]""", found["fields"]!.ToJsonString());
    }

    public static TheoryData<string, string, string, int> Writers => new()
    {
        { "eve", "enterprise", "", 201 }, { "olga", "enterprise", "", 403 }, { "tom", "enterprise", "", 403 }, { "sarah", "enterprise", "", 403 },
        { "eve", "org", "engineering", 201 }, { "olga", "org", "engineering", 201 }, { "tom", "org", "engineering", 403 }, { "sarah", "org", "engineering", 403 },
        { "olga", "org", "product", 404 }, { "nina", "org", "engineering", 404 },
        { "eve", "team", "platform", 201 }, { "olga", "team", "platform", 201 }, { "tom", "team", "platform", 201 }, { "sarah", "team", "platform", 403 },
        { "tom", "team", "security", 404 }, { "nina", "team", "platform", 404 },
        { "eve", "user", "sarah", 201 }, { "olga", "user", "sarah", 201 }, { "tom", "user", "sarah", 201 }, { "sarah", "user", "sarah", 201 },
        { "mike", "user", "sarah", 404 }, { "nina", "user", "sarah", 404 },
    };

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Writer_MayDoWhatTheMatrixSays(string who, string scope, string scopeId, int expected)
    {
        // Sarah is known here, as everybody who ever called is.
        await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Get, "");
        var orgId = scope == "team" && who is "eve" or "nina" ? "engineering" : null;

        var answer = await WriteAsync(Person(who), New("features", "ocip: false", scope: scope, scopeId: scopeId.Length > 0 ? scopeId : null, orgId: orgId));

        Assert.True(answer.Status == expected, $"{who} {scope} {scopeId}: {answer.Status} {answer.Body}");
    }

    [Fact]
    public async Task Policy_OfAnotherTenantOrBranch_DoesNotExist()
    {
        var theirs = (await WriteAsync(A.Olga, New("actions", "{}", scope: "org", scopeId: "engineering"))).Must(201);
        var path = "/" + theirs["id"];

        foreach (var stranger in (Caller[])[A.Gus, PolicySystem.In(_tenant, A.Nina), A.Eve])
        {
            (await system.SendAsync(stranger, HttpMethod.Get, path)).Must(404);
            (await system.SendAsync(stranger, HttpMethod.Get, path + "/versions")).Must(404);
            (await system.SendAsync(stranger, HttpMethod.Put, path, new { content = "{}", changeReason = "mine" }, "*")).Must(404);
            (await system.SendAsync(stranger, HttpMethod.Delete, path, new { changeReason = "mine" }, "*")).Must(404);
        }

        Assert.Empty((await system.SendAsync(PolicySystem.In(_tenant, A.Nina), HttpMethod.Get, "")).Body!["policies"]!.AsArray());
    }

    [Theory]
    [InlineData("policy_writer", "SELECT count(*) FROM policy.policies", 0L)]
    [InlineData("policy_writer", "SELECT count(*) FROM policy.policy_versions", 0L)]
    public async Task Database_ShowsAWriterNothingButItsTenant(string role, string sql, long expected)
    {
        (await WriteAsync(A.Eve, New("actions", "{}"))).Must(201);

        Assert.Equal(expected, await system.ExecuteAsync(sql, role));
        Assert.Equal(expected, await system.ExecuteAsync(sql, role, "somebody-else"));
        Assert.Equal(1L, await system.ExecuteAsync(sql, role, _tenant));
    }

    [Theory]
    [InlineData("policy_writer", "DELETE FROM policy.policy_versions")]
    [InlineData("policy_writer", "UPDATE policy.policy_versions SET content = 'x'")]
    [InlineData("policy_reader", "UPDATE policy.policies SET name = 'x'")]
    [InlineData("policy_reader", "SELECT * FROM policy.data_classifications")]
    public async Task Database_RefusesWhatHistoryForbids(string role, string sql)
    {
        (await WriteAsync(A.Eve, New("actions", "{}"))).Must(201);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => system.ExecuteAsync(sql, role, _tenant));
    }

    private Task<Reply> WriteAsync(Caller caller, object policy) => system.SendAsync(PolicySystem.In(_tenant, caller), HttpMethod.Post, "", policy);

    private static Caller Person(string name) => name switch
    {
        "eve" => A.Eve,
        "olga" => A.Olga,
        "tom" => A.Tom,
        "nina" => A.Nina,
        "mike" => A.Mike,
        _ => A.Sarah,
    };
}
