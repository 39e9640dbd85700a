using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using OpenClaw.Contracts;
using OpenClaw.Policy.Features.Classifying;
using OpenClaw.ServiceDefaults.Identity;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>How sensitive things are, in three layers, and which model may see them.</summary>
public sealed class ClassificationTests(PolicySystem system)
{
    private const string Item = "github:acme/payments/issues/12";
    private readonly string _tenant = PolicySystem.NewTenant();

    [Theory]
    [InlineData("gmail", null, null, "internal", "connector_default")]
    [InlineData("github", true, null, "public", "connector_default")]
    [InlineData("github", false, null, "internal", "connector_default")]
    [InlineData("github", null, null, "internal", "connector_default")]
    [InlineData("fax", null, null, "restricted", "connector_default")]
    [InlineData("gmail", null, "lunch at noon", "internal", "connector_default")]
    [InlineData("gmail", null, "mail bob@example.com about it", "confidential", "ai_reclassification")]
    [InlineData("github", true, "password: hunter2hunter2", "restricted", "ai_reclassification")]
    [InlineData("gmail", null, "card 4111 1111 1111 1111", "restricted", "ai_reclassification")]
    [InlineData("gmail", null, "number 4111 1111 1111 1112", "internal", "connector_default")]
    [InlineData("jira", null, "the patient's diagnosis", "confidential", "ai_reclassification")]
    [InlineData("fax", null, "bob@example.com", "restricted", "connector_default")]
    public async Task Layers_OneAndTwo_OnlyRaise(string connector, bool? isPublic, string? content, string level, string by)
    {
        var answer = (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = connector, isPublic, contentSummary = content })).Must(200);

        Assert.Equal((level, by), (answer["classification"], answer["assignedBy"]));
        Assert.Equal(by == "ai_reclassification", answer["originalLevel"] is not null);
    }

    [Fact]
    public async Task Content_LongerThanIsRead_IsRestricted()
    {
        var whole = new string('x', CarefulAssessor.MostRead);

        Assert.Equal("internal", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "jira", contentSummary = whole })).Must(200)["classification"]);
        var cut = (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "jira", contentSummary = whole + " password: hunter2hunter2" })).Must(200);
        Assert.Equal(("restricted", "ai_reclassification", "internal"), (cut["classification"], cut["assignedBy"], cut["originalLevel"]));
    }

    [Fact]
    public void Assessor_ThatFails_RaisesAndNeverLowers()
    {
        var careful = new CarefulAssessor(new BrokenAssessor(), NullLogger<CarefulAssessor>.Instance);

        Assert.Equal(new Assessment(Classification.Restricted, 0), careful.Assess("lunch at noon"));
        Assert.Null(new CarefulAssessor(new ContentDetectors(), NullLogger<CarefulAssessor>.Instance).Assess("lunch at noon"));
    }

    [Fact]
    public async Task Policy_SetsDefaultsAndSwitchesTheSecondLayerOff()
    {
        await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "",
            New("data", "classification_overrides: {gmail: {default: confidential}}\nallow_ai_reclassification: false", "active"));

        Assert.Equal("confidential", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "gmail" }))["classification"]);
        Assert.Equal("internal", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "jira", contentSummary = "password: hunter2hunter2" }))["classification"]);
    }

    [Fact]
    public async Task Derived_IsAsSensitiveAsItsMostSensitiveSource()
    {
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "gmail", sourceId = "gmail:1" });
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "gmail", sourceId = "gmail:2", contentSummary = "salary of bob" });

        Assert.Equal("internal", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", From("gmail:1")))["classification"]);
        Assert.Equal("confidential", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", From("gmail:1", "gmail:2")))["classification"]);
        Assert.Equal("restricted", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", From("gmail:1", "never-seen")))["classification"]);
    }

    [Fact]
    public async Task Override_GoesAnyWay_NeedsAReason_StaysAndIsOnRecord()
    {
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "github", sourceId = Item, contentSummary = "bob@example.com" });

        Assert.Equal(400, (await DataAsync(A.Olga, HttpMethod.Put, $"{Item}/classification", new { classification = "public" })).Status);
        Assert.Equal(403, (await DataAsync(A.Sarah, HttpMethod.Put, $"{Item}/classification", new { classification = "public", reason = "x" })).Status);
        var done = (await DataAsync(A.Olga, HttpMethod.Put, $"{Item}/classification", new { classification = "public", reason = "a made-up address" })).Must(200);
        Assert.Equal((Item, "confidential", "public", "olga", "a made-up address"), (done["itemId"], done["previousClassification"], done["newClassification"], done["overrideBy"], done["reason"]));

        Assert.Equal("public", (await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "github", sourceId = Item, contentSummary = "bob@example.com" }))["classification"]);
        var item = (await DataAsync(A.Sarah, HttpMethod.Get, $"{Item}/classification")).Must(200);
        Assert.Equal(("public", "admin_override", "olga"), (item["classification"], item["assignedBy"], item["overrideBy"]));
        var history = (await DataAsync(A.Eve, HttpMethod.Get, $"{Item}/classification/history")).Must(200).Body!["changes"]!.AsArray();
        Assert.Equal(["confidential ai_reclassification sarah", "public admin_override olga"], history.Select(change => $"{change!["level"]} {change["assignedBy"]} {change["changedBy"]}"));
        var entry = system.Sidecar.AuditEntries.First(entry => entry.TenantId == _tenant && entry.Action == "classification_override");
        Assert.Equal(("olga", "confidential", "public"), (entry.UserId, (string?)entry.ActionDetail["before"], (string?)entry.ActionDetail["after"]));
    }

    [Fact]
    public async Task Classifying_IsOnRecord_WithoutWhatTheItemSays()
    {
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "github", sourceId = Item, contentSummary = "write to bob@example.com" });
        await DataAsync(A.Mike, HttpMethod.Post, "classify", From(Item));

        var entries = system.Sidecar.AuditEntries.Where(entry => entry.TenantId == _tenant && entry.Action == "data_classify").ToList();
        var intents = entries.Where(entry => entry.Phase == AuditPhase.Intent).OrderBy(entry => entry.UserId == "mike").ToList();
        Assert.Equal(["sarah", "mike"], intents.Select(entry => entry.UserId));
        Assert.Equal((Item, "confidential", "AiReclassification"), ((string?)intents[0].ActionDetail["itemId"], (string?)intents[0].ActionDetail["after"], (string?)intents[0].ActionDetail["assignedBy"]));
        Assert.Equal((1, "confidential"), ((int)intents[1].ActionDetail["derivedFrom"]!, (string?)intents[1].ActionDetail["after"]));
        Assert.All(intents, intent => Assert.Equal(AuditOutcome.Success, Assert.Single(entries, entry => entry.IntentId == intent.Id).Outcome));
        Assert.DoesNotContain("bob", string.Concat(entries.Select(entry => entry.ActionDetail.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overrides_OneAfterAnother_AreAllInTheHistory_AndHoldForWhatIsMadeFromTheItemLater()
    {
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "gmail", sourceId = "gmail:history" });
        foreach (var (caller, level, reason) in new[] { (A.Olga, "restricted", "a merger"), (A.Eve, "confidential", "announced"), (A.Olga, "public", "published") })
        {
            (await DataAsync(caller, HttpMethod.Put, "gmail:history/classification", new { classification = level, reason })).Must(200);
            var derived = await DataAsync(A.Mike, HttpMethod.Post, "classify", Made($"summary:{level}", "gmail:history"));
            Assert.Equal(level, derived["classification"]);
        }

        var history = (await DataAsync(A.Eve, HttpMethod.Get, "gmail:history/classification/history")).Must(200).Body!["changes"]!.AsArray();
        Assert.Equal(
            ["-internal sarah ", "internal-restricted olga a merger", "restricted-confidential eve announced", "confidential-public olga published"],
            history.Select(change => $"{change!["previous"]}-{change["level"]} {change["changedBy"]} {change["reason"]}"));

        // What was made while it was restricted has seen the restricted words, whatever the source is called today.
        Assert.Equal("restricted", (await DataAsync(A.Mike, HttpMethod.Post, "classify", Made("summary:restricted", "gmail:history")))["classification"]);
        Assert.Equal("restricted", (await DataAsync(A.Mike, HttpMethod.Post, "classify", From("summary:restricted", "summary:public")))["classification"]);
    }

    [Fact]
    public async Task Item_OfAnotherOrganisationOrTenant_DoesNotExist()
    {
        await DataAsync(A.Sarah, HttpMethod.Post, "classify", new { connectorType = "github", sourceId = Item });
        var otherAdmin = A.Olga with { OrgUnit = "product" };

        Assert.Equal(404, (await DataAsync(A.Nina, HttpMethod.Get, $"{Item}/classification")).Status);
        Assert.Equal(404, (await DataAsync(otherAdmin, HttpMethod.Put, $"{Item}/classification", new { classification = "public", reason = "x" })).Status);
        using var foreign = system.Identity.AsPerson(A.Gus, HttpMethod.Get, $"/api/v1/data/{Item}/classification");
        Assert.Equal(404, (int)(await system.Service.Client.SendAsync(foreign)).StatusCode);
    }

    [Theory]
    [InlineData("public", "gpt-best", "allow", "gpt-best", false)]
    [InlineData("internal", "gpt-best", "allow", "gpt-best", false)]
    [InlineData("confidential", "gpt-best", "allow", "local-llm-default", true)]
    [InlineData("public", "forbidden-one", "allow", "local-llm-default", true)]
    [InlineData("public", "self-hosted", "allow", "local-llm-default", true)]
    [InlineData("restricted", "gpt-best", "require_approval", null, false)]
    [InlineData("unheard-of", "local-llm-default", "require_approval", null, false)]
    [InlineData("public", null, "allow", "local-llm-default", false)]
    public async Task Route_NamesOnlyModelsThatMayBeUsed(string level, string? wanted, string decision, string? resolved, bool rerouted)
    {
        await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "",
            New("models", "allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai]", "active"));

        var answer = (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/route-model", new { dataClassification = level, requestedModel = wanted })).Must(200);

        Assert.Equal((decision, resolved, rerouted ? "true" : "false"), (answer["decision"], answer["resolvedModel"], answer.Body!["rerouted"]!.ToJsonString()));
        Assert.DoesNotContain("forbidden-one", answer.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.True(level is "public" or "internal" || !answer.Body.ToJsonString().Contains("gpt-best", StringComparison.Ordinal), answer.Body.ToJsonString());
    }

    [Fact]
    public async Task Route_WithNothingAllowed_IsADenialWithoutAName()
    {
        await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "",
            New("models", "allowed_classifications: [public]\ncost_limits: {monthly_max_usd: 10}", "active"));

        var level = (await RouteAsync(new { dataClassification = "internal", requestedModel = "local-llm-default" })).Must(200);
        var money = (await RouteAsync(new { dataClassification = "public", requestedModel = "local-llm-default", spentThisMonthUsd = 9, estimatedCostUsd = 2 })).Must(200);

        Assert.Equal(("deny", null), (level["decision"], level["resolvedModel"]));
        Assert.Equal(("deny", null), (money["decision"], money["resolvedModel"]));
        Assert.Contains("budget", money["reason"], StringComparison.Ordinal);
        Assert.DoesNotContain("local-llm", level.Body!.ToJsonString() + money.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Background_WorkForAPerson_IsHeldByThePoliciesOfTheirTeam()
    {
        await system.SendAsync(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "", New("actions", "default_autonomy: notify", "active"));
        await system.SendAsync(PolicySystem.In(_tenant, A.Tom), HttpMethod.Post, "", New("actions", "blocked: [chat_deliver]", "active", scope: "team", scopeId: "platform"));

        using var report = system.Identity.AsService(AppIds.Gateway, HttpMethod.Post, "/internal/policy/memberships");
        report.Content = JsonContent.Create(new { tenantId = _tenant, userId = "sarah", orgId = "engineering", teamId = "platform" });
        Assert.Equal(204, (int)(await system.Service.Client.SendAsync(report)).StatusCode);

        await Testing.Eventually.AsyncTrue(
            async _ => (await system.BundleAsync(system.Service, _tenant)).Bundle?.Data["tenants"]?[_tenant]?["members"]?["sarah"] is not null,
            PolicySystem.Deadline, "the bundle knows where Sarah belongs");
        var withoutTeam = A.Sarah with { OrgUnit = null, TeamId = null, TenantId = _tenant };
        var bundle = (await system.BundleAsync(system.Service, _tenant)).Bundle!;
        Assert.Equal("deny", Rules.ShippedRules.Of(bundle).Result(Background(withoutTeam)));
        Assert.Equal("allow", Rules.ShippedRules.Of(bundle).Result(Background(withoutTeam with { UserId = "nina" })));
    }

    private sealed class BrokenAssessor : IContentAssessor
    {
        public Assessment? Assess(string text) => throw new TimeoutException("the model does not answer");
    }

    private static object Made(string sourceId, params string[] derivedFrom) => new { sourceId, derivedFrom };

    private static object From(params string[] derivedFrom) => new { derivedFrom };

    private static JsonObject Background(Caller person)
    {
        var input = A.Input("chat_deliver", tenant: person.TenantId);
        input["user_id"] = person.UserId;
        input.Remove("org_unit");
        input.Remove("team_id");
        return input;
    }

    private Task<Reply> RouteAsync(object request) => system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/route-model", request);

    private async Task<Reply> DataAsync(Caller caller, HttpMethod method, string path, object? body = null)
    {
        using var request = system.Identity.AsPerson(PolicySystem.In(_tenant, caller), method, $"/api/v1/data/{path}");
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractsJson.Options);
        using var answer = await system.Service.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new Reply((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), null, null);
    }
}
