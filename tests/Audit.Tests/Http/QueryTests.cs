using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests.Http;

public sealed class QueryTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    public static TheoryData<string, string> Filters => new()
    {
        { "userId=mike", "mike" }, { "actionType=policy_decision", "type" }, { "action=jira_comment", "action" },
        { "policyResult=deny", "deny" }, { "policyApplied=p-7", "policy" }, { "outcome=denied", "outcome" },
        { "dataClassification=restricted", "level" }, { "requestId=request-0777", "request" },
        { "traceId=ffffffffffffffffffffffffffffffff", "trace" }, { "sourceService=connector&action=svc", "service" },
        { "actor=robot", "actor" }, { "tool=hammer", "tool" }, { "tool=jira_comment", "action" }, { "teamId=tools", "team" }, { "policyVersion=sha256:def", "version" },
        { "text=Said%20%22no%5C%22", "text" }, { "text=GR%C3%9CN", "text" }, { "modelUsed=m-1", "model" }, { "orgUnit=sales", "org" }, { "phase=outcome", "outcome" },
        { "dataSource=jira:", "source" }, { "dataSource=jira:ARM-7", "source" },
        { "from=2026-03-10T13:00:00Z&to=2026-03-10T14:00:00Z", "later" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_SelectsExactlyWhatItNames(string query, string expected)
    {
        await system.StoreAsync(OneOfEach(_tenant, A.Noon));

        var page = await system.QueryAsync(A.Auditor(_tenant), "?" + query);

        Assert.Equal([expected], page.Entries.Select(entry => entry.PolicyReason));
    }

    /// <summary>For each of <see cref="Filters"/> an entry that it selects, told by its reason.</summary>
    internal static AuditEntry[] OneOfEach(string tenant, DateTimeOffset noon)
    {
        var plain = A.Intent(tenant, at: noon);
        AuditEntry Marked(string mark) => A.Intent(tenant, at: noon) with { Id = Guid.CreateVersion7(), PolicyReason = mark };
        return
        [
            plain,
            Marked("mike") with { UserId = "mike" },
            Marked("type") with { ActionType = AuditActionType.PolicyDecision },
            Marked("action") with { Action = "jira_comment" },
            Marked("deny") with { PolicyResult = PolicyResult.Deny },
            Marked("policy") with { PolicyApplied = "p-7" },
            A.OutcomeOf(plain, AuditOutcome.Denied) with { PolicyReason = "outcome" },
            Marked("level") with { DataClassification = Classification.Restricted },
            Marked("request") with { RequestId = "request-0777" },
            Marked("trace") with { TraceId = new string('f', 32) },
            Marked("service") with { Action = "svc" },
            Marked("actor") with { ActorUserId = "robot" },
            Marked("model") with { ModelUsed = "m-1" },
            Marked("org") with { OrgUnit = "sales" },
            Marked("tool") with { ActionDetail = new JsonObject { ["tool"] = "hammer" } },
            Marked("source") with { DataAccessed = [new DataAccess("github:arm", Classification.Internal, "connector_read"), new DataAccess("jira:ARM-7", Classification.Internal, "connector_read")] },
            Marked("team") with { TeamId = "tools" },
            Marked("version") with { PolicyVersion = "sha256:def" },
            Marked("text") with { ActionDetail = new JsonObject { ["answer"] = """he said "no\" under a grün tree""" } },
            Marked("later") with { Timestamp = noon.AddHours(1) },
        ];
    }

    [Fact]
    public async Task Pages_WhileTheLogGrows_ShowEachEntryOnce()
    {
        // Equal times, so only the id tells entries apart; of all types, which are read one by one and merged.
        var types = Enum.GetValues<AuditActionType>();
        var old = Enumerable.Range(0, 25).Select(number => A.Intent(_tenant) with { ActionType = types[number % types.Length] }).ToArray();
        await system.StoreAsync(old);
        var sarah = A.Person(_tenant, "sarah");
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await system.QueryAsync(sarah, $"?limit=7&to=2026-03-10T12:00:00Z{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Entries.Select(entry => entry.Id));
            cursor = page.NextCursor;
            await system.StoreAsync(A.Intent(_tenant, at: A.Noon.AddSeconds(1)));
        }
        while (cursor is not null);

        Assert.Equal(old.Select(entry => entry.Id).OrderDescending(), seen);
    }

    [Fact]
    public async Task Order_FollowsTheAsker()
    {
        AuditActionType[] types = [AuditActionType.ModelCall, AuditActionType.DataAccess];
        var entries = Enumerable.Range(0, 5).Select(index => A.Intent(_tenant, at: A.Noon.AddMinutes(index)) with { ActionType = types[index % 2] }).ToArray();
        await system.StoreAsync(entries);

        var ascending = await system.QueryAsync(A.Person(_tenant, "sarah"), "?sort=asc&limit=3");
        var rest = await system.QueryAsync(A.Person(_tenant, "sarah"), $"?sort=asc&limit=3&cursor={ascending.NextCursor}");
        var descending = await system.QueryAsync(A.Person(_tenant, "sarah"));

        Assert.Equal(entries.Select(entry => entry.Id), ascending.Entries.Concat(rest.Entries).Select(entry => entry.Id));
        Assert.False(rest.HasMore);
        Assert.Equal(entries.Select(entry => entry.Id).Reverse(), descending.Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("user", "sarah")]
    [InlineData("team_lead", "sarah,mike")]
    [InlineData("org_admin", "sarah,mike,pia,sub")]
    [InlineData("auditor", "sarah,mike,pia,sub,nina,near")]
    [InlineData("enterprise_admin", "sarah,mike,pia,sub,nina,near")]
    [InlineData("operator", "sarah")]
    public async Task Role_SeesItsScopeAndNoMore(string role, string expected)
    {
        await system.StoreAsync(
            A.Intent(_tenant, "sarah") with { TeamId = "other", OrgUnit = "other" },
            A.Intent(_tenant, "mike"),
            A.Intent(_tenant, "pia") with { TeamId = "tools" },
            A.Intent(_tenant, "sub") with { TeamId = null, OrgUnit = "engineering/labs" },
            A.Intent(_tenant, "nina") with { TeamId = null, OrgUnit = "product" },
            A.Intent(_tenant, "near") with { TeamId = null, OrgUnit = "engineering-old" },
            A.Intent(A.Tenant(), "sarah"));

        var page = await system.QueryAsync(A.Person(_tenant, "sarah", "engineering", "platform", role));

        Assert.Equal(expected.Split(',').Order(), page.Entries.Select(entry => entry.UserId).Order());
    }

    [Fact]
    public async Task Lead_WithoutATeam_SeesOnlyOwnEntries()
    {
        await system.StoreAsync(A.Intent(_tenant, "tom"), A.Intent(_tenant, "mike") with { TeamId = null, OrgUnit = null });

        var page = await system.QueryAsync(A.Person(_tenant, "tom", roles: [Roles.TeamLead, Roles.OrgAdmin]));

        Assert.Equal(["tom"], page.Entries.Select(entry => entry.UserId));
    }

    [Fact]
    public async Task Entry_OfAnotherPersonOrTenant_DoesNotExist()
    {
        var entry = A.Intent(_tenant);
        await system.StoreAsync(entry);

        var own = await system.GetAsync(A.Person(_tenant, "sarah"), $"/{entry.Id}");
        var other = await system.GetAsync(A.Person(_tenant, "mike"), $"/{entry.Id}");
        var foreign = await system.GetAsync(A.Auditor(A.Tenant()), $"/{entry.Id}");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task ReadingOthers_IsItselfAudited()
    {
        var entry = A.Intent(_tenant);
        await system.StoreAsync(entry);

        await system.QueryAsync(A.Auditor(_tenant));
        using var one = await system.GetAsync(A.Auditor(_tenant), $"/{entry.Id}");

        var trail = await system.QueryAsync(A.Person(_tenant, "aud"), "?sort=asc&sourceService=audit");
        Assert.Equal(
            ["audit_query intent", "audit_query outcome", "audit_read intent", "audit_read outcome"],
            trail.Entries.Select(found => $"{found.Action} {found.Phase.ToString().ToLowerInvariant()}"));
        Assert.Equal(trail.Entries[0].Id, trail.Entries[1].IntentId);
    }

    [Fact]
    public async Task ReadingOneself_LeavesNoTrail()
    {
        await system.StoreAsync(A.Intent(_tenant));

        await system.QueryAsync(A.Person(_tenant, "sarah"));

        Assert.Single((await system.QueryAsync(A.Person(_tenant, "sarah"))).Entries);
    }

    [Fact]
    public async Task Faults_InTheQuestion_AreAllNamed()
    {
        using var answer = await system.GetAsync(
            A.Auditor(_tenant), "?from=yesterday&actionType=nonsense&limit=1001&sort=up&cursor=abc&outcome=Success");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            ["actionType", "cursor", "from", "limit", "outcome", "sort"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Question_WithoutAPerson_IsRefused()
    {
        using var request = system.Identity.AsService(AppIds.Gateway, HttpMethod.Get, "/api/v1/audit");

        using var answer = await system.Service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Description_TellsThatADetailIsAnObject()
    {
        AuditSystem.OrSkip(system.Service);
        using var request = system.Identity.AsService(AppIds.Gateway, HttpMethod.Get, "/internal/openapi/v1.json");

        using var answer = await system.Service.Client.SendAsync(request);

        var document = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        var details = document["components"]!["schemas"]!.AsObject().Select(schema => schema.Value!["properties"]?["actionDetail"]).OfType<JsonObject>()
            .Select(detail => detail["$ref"] is { } reference ? document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]! : detail).ToArray();
        Assert.NotEmpty(details);
        Assert.All(details, detail => Assert.Equal("object", (string?)detail["type"]));
    }
}
