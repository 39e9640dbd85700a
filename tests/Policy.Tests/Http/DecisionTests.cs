using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Decisions over HTTP, why they are what they are, what is effective, and own rules.</summary>
public sealed class DecisionTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Evaluate_UsesAllScopesOfTheCaller_AndIsOnRecord()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify", "active"));
        await WriteAsync(A.Tom, New("actions", "actions:\n  tool_x: approve", "active", scope: "team", scopeId: "platform"));

        var sarah = (await AskAsync(A.Sarah, "tool_x")).Must(200);
        var nina = (await AskAsync(A.Nina, "tool_x")).Must(200);
        var globex = (await system.SendAsync(A.Gus, HttpMethod.Post, "/evaluate", new { action = "tool_x" })).Must(200);

        Assert.Equal(("require_approval", "team-platform-actions@1.0.0"), (sarah["decision"], sarah["policyApplied"]));
        Assert.Equal(("allow", "enterprise--actions@1.0.0", "true"), (nina["decision"], nina["policyApplied"], nina.Body!["constraints"]!["disclosureRequired"]!.ToJsonString()));
        Assert.Equal("globex-actions@1.0.0", globex["policyApplied"]);
        var entry = system.Sidecar.AuditEntries.First(entry => entry.TenantId == _tenant && entry.UserId == "sarah" && entry.Action == "tool_x");
        Assert.Equal((AuditActionType.PolicyDecision, PolicyResult.RequireApproval, "team-platform-actions@1.0.0"), (entry.ActionType, entry.PolicyResult, entry.PolicyApplied));
    }

    [Fact]
    public async Task Evaluate_ForSomebodyElse_IsForThoseWhoWriteTheirPolicies()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify", "active"));
        await AskAsync(A.Sarah, "tool_x");

        Assert.Equal(200, (await AskAsync(A.Olga, "tool_x", "sarah")).Status);
        Assert.Equal(404, (await AskAsync(A.Mike, "tool_x", "sarah")).Status);
        Assert.Equal(404, (await AskAsync(A.Eve, "tool_x", "nobody")).Status);
        Assert.Equal(404, (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate", new { action = "x", tenantId = "acme" })).Status);
        Assert.Equal(400, (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate", new { })).Status);
    }

    [Fact]
    public async Task FurtherFacts_MayHaveNamesThatDifferInCaseOnly_AndNoneTwice()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify", "active"));

        Assert.Equal("allow", (await AskWithAsync("""{"id": 1, "ID": 2}"""))["decision"]);
        Assert.Equal(400, (await AskWithAsync("""{"id": 1, "id": 2}""")).Status);
        Assert.Equal(400, (await AskWithAsync("""{"of": [{"id": 1, "id": 2}]}""")).Status);

        Task<Reply> AskWithAsync(string additional) => system.SendAsync(
            PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate", new { action = "tool_x", context = new { additional = JsonElement.Parse(additional) } });
    }

    [Fact]
    public async Task Batch_IsAnsweredInItsOrder_AndHasALimit()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify\nblocked: [tool_1]", "active"));

        var answers = (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate/batch",
            new { requests = Enumerable.Range(0, 100).Select(index => new { action = $"tool_{index % 2}" }) })).Must(200).Body!["answers"]!.AsArray();

        Assert.Equal(Enumerable.Range(0, 100).Select(index => index % 2 == 0 ? "allow" : "deny"), answers.Select(answer => (string?)answer!["decision"]));
        Assert.Equal(400, (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate/batch",
            new { requests = Enumerable.Range(0, 101).Select(_ => new { action = "x" }) })).Status);
    }

    [Fact]
    public async Task Simulation_NamesTheRuleOfTheScopeThatDecides_AlsoForADraft()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify", "active"));
        var draft = (await WriteAsync(A.Olga, New("actions", "blocked: [tool_x]", scope: "org", scopeId: "engineering"))).Must(201);

        var present = (await SimulateAsync(new { action = "tool_x" })).Must(200);
        var tried = (await SimulateAsync(new { action = "tool_x", drafts = new[] { new { policyId = draft["id"] } } })).Must(200);

        Assert.Equal("allow", (string?)present.Body!["decision"]!["decision"]);
        Assert.Equal("deny", (string?)tried.Body!["decision"]!["decision"]);
        var domain = Assert.Single(tried.Body["domains"]!.AsArray())!;
        Assert.Equal(("actions", "deny"), ((string?)domain["domain"], (string?)domain["result"]));
        Assert.Equal("blocked org-engineering-actions@1.0.0", $"{domain["denials"]![0]!["field"]} {domain["denials"]![0]!["policy"]}");
        Assert.Equal(["enterprise", "org"], domain["consulted"]!.AsArray().Select(policy => (string?)policy!["scope"]));
        Assert.Equal("allow", (await AskAsync(A.Sarah, "tool_x"))["decision"]);
    }

    [Fact]
    public async Task Effective_MergesAllScopes_AndSaysWhoSaidWhat()
    {
        await WriteAsync(A.Eve, New("data", "external_sharing_max: internal\nretention_days: 90", "active"));
        await WriteAsync(A.Olga, New("data", "retention_days: 30", "active", scope: "org", scopeId: "engineering"));
        await WriteAsync(A.Sarah, New("data", "external_sharing_max: public", "active", scope: "user", scopeId: "sarah"));

        var answer = (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Get, "/effective?domain=data")).Must(200);

        var domain = Assert.Single(answer.Body!["domains"]!.AsArray())!;
        Assert.Equal("""{"external_sharing_max":"public","retention_days":30}""", domain["effectivePolicy"]!.ToJsonString());
        Assert.Equal("user", (string?)domain["provenance"]!["external_sharing_max"]!["scope"]);
        Assert.Equal("org", (string?)domain["provenance"]!["retention_days"]!["scope"]);
        Assert.Equal([true, true, false, true], domain["hierarchy"]!.AsArray().Select(entry => entry!["policyId"] is not null));
    }

    [Fact]
    public async Task Module_RefusesForItsScopeOnly_AndEndsWhenItIsTold()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: notify", "active"));
        const string source = "package custom\n\n# Nothing leaves at night.\ndeny contains \"not at night\" if input.additional.hour > 20\n\nrequire_approval contains \"ask first\" if input.action == \"tool_y\"\n";

        var module = (await ModuleAsync(A.Olga, "night", source, "org", "engineering")).Must(201);

        Assert.Equal("allow", (await AskAsync(A.Sarah, "tool_x"))["decision"]);
        Assert.Equal("require_approval", (await AskAsync(A.Sarah, "tool_y"))["decision"]);
        Assert.Equal("allow", (await AskAsync(A.Nina, "tool_y"))["decision"]);
        var night = await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/evaluate", new { action = "tool_x", context = new { additional = new { hour = 22 } } });
        Assert.Equal(("deny", "module night"), (night["decision"], night["policyApplied"]));
        (await system.SendAsync(PolicySystem.In(_tenant, A.Olga), HttpMethod.Delete, $"/modules/{module["id"]}?changeReason=over", match: module.Tag)).Must(200);
        Assert.Equal("allow", (await AskAsync(A.Sarah, "tool_y"))["decision"]);
    }

    [Theory]
    [InlineData("package custom\ndeny contains \"x\" if data.tenants.globex")]
    [InlineData("package custom\nimport data.tenants\ndeny contains \"x\" if tenants.globex")]
    [InlineData("package custom\ndeny contains \"x\" if { some name; data[name] }")]
    [InlineData("package custom\ndeny := true")]
    [InlineData("package custom\nallow := true")]
    [InlineData("package openclaw\ndeny contains \"x\"")]
    [InlineData("package custom\ndeny contains \"x\" if {")]
    [InlineData("package custom\ndeny contains \"x\" if no_such_function(1)")]
    public async Task Module_ThatReadsOthersOrIsNoReason_IsRefused(string source)
    {
        var answer = await ModuleAsync(A.Eve, "bad", source, "enterprise", null);

        Assert.Equal((422, ErrorCodes.PolicyInvalid), (answer.Status, answer["code"]));
    }

    [Fact]
    public async Task Folder_GoesOutAndIn_AsAWholeOrNotAtAll()
    {
        await WriteAsync(A.Eve, New("actions", "default_autonomy: approve # why\n", "active"));
        await WriteAsync(A.Tom, New("actions", "default_autonomy: block\n", "active", scope: "team", scopeId: "platform"));

        var folder = await ExportAsync();
        Assert.Equal(["enterprise/actions.yaml", "team/engineering/platform/actions.yaml"], folder.Keys.Order());
        Assert.Equal("default_autonomy: approve # why\n", folder["enterprise/actions.yaml"]);

        folder["enterprise/actions.yaml"] = "default_autonomy: notify\n";
        folder["org/engineering/actions.yaml"] = "default_autonomy: approve\n";
        var imported = (await ImportAsync(folder)).Must(200);
        Assert.Equal(["updated", "created", "unchanged"], imported.Body!["files"]!.AsArray().Select(file => (string?)file!["outcome"]));

        folder["enterprise/actions.yaml"] = "default_autonomy: block\n";
        var refused = await ImportAsync(folder);
        Assert.Equal((422, "org/engineering/actions.yaml"), (refused.Status, refused["file"]));
        Assert.Equal("default_autonomy: notify\n", (await ExportAsync())["enterprise/actions.yaml"]);
    }

    private Task<Reply> WriteAsync(Caller caller, object policy) => system.SendAsync(PolicySystem.In(_tenant, caller), HttpMethod.Post, "", policy);

    private Task<Reply> AskAsync(Caller caller, string action, string? userId = null) =>
        system.SendAsync(PolicySystem.In(_tenant, caller), HttpMethod.Post, "/evaluate", new { action, userId, context = new { dataClassification = "internal" } });

    private Task<Reply> SimulateAsync(object request) => system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Post, "/simulate", request);

    private Task<Reply> ModuleAsync(Caller caller, string name, string source, string scope, string? scopeId) =>
        system.SendAsync(PolicySystem.In(_tenant, caller), HttpMethod.Post, "/modules", new { scope, scopeId, name, source, changeReason = "because" });

    private async Task<Dictionary<string, string>> ExportAsync()
    {
        using var request = system.Identity.AsPerson(PolicySystem.In(_tenant, A.Eve), HttpMethod.Get, "/api/v1/policies/export");
        using var answer = await system.Service.Client.SendAsync(request);
        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        return archive.Entries.ToDictionary(entry => entry.FullName, entry => new StreamReader(entry.Open()).ReadToEnd());
    }

    private async Task<Reply> ImportAsync(Dictionary<string, string> folder)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in folder)
            {
                using var writer = new StreamWriter(archive.CreateEntry(path).Open());
                await writer.WriteAsync(text);
            }
        }

        using var request = system.Identity.AsPerson(PolicySystem.In(_tenant, A.Eve), HttpMethod.Post, "/api/v1/policies/import?changeReason=folder");
        request.Content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        using var answer = await system.Service.Client.SendAsync(request);
        return new Reply((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()), null, null);
    }
}
