using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>What a draft makes of decisions that were taken and recorded.</summary>
public sealed class ReplayTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Replay_CountsWhatADraftChanges_WithExamplesAndGaps()
    {
        var path = await PolicyAsync("enterprise", null, "default_autonomy: notify\nblocked: [tool_blocked]");
        await BelongsAsync(A.Eve, A.Olga, A.Sarah, A.Mike, A.Nina);
        await DecideAsync(A.Sarah, "tool_x");
        await DecideAsync(A.Mike, "tool_x");
        await DecideAsync(A.Nina, "tool_z");
        await DecideAsync(A.Sarah, "tool_y");
        await DecideAsync(A.Sarah, "tool_blocked");
        await DecideAsync(A.Sarah, "tool_y", new { prompt = "what was written" });
        (await SendAsync(A.Eve, HttpMethod.Put, path, new { content = "default_autonomy: notify\nactions:\n  tool_x: block\n  tool_y: approve", status = "draft", changeReason = "x" })).Must(200);

        var answer = (await SendAsync(A.Eve, HttpMethod.Post, path + "/replay", new { days = 7 })).Must(200).Body!;

        Assert.Equal("allow>deny=2 allow>require_approval=1 deny>allow=1", Sorted(answer["changes"]!));
        Assert.Equal(Sorted(answer["changes"]!), Sorted(answer["changesFromNow"]!));
        Assert.Equal("""{"facts_redacted":1}""", answer["skipped"]!.ToJsonString());
        Assert.Equal((6, 5, 1, true), ((int)answer["read"]!, (int)answer["replayed"]!, (int)answer["same"]!, (bool)answer["isComplete"]!));
        Assert.Equal(["mike", "sarah"], answer["examples"]!.AsArray().Where(example => (string)example!["change"]! == "allow>deny").Select(example => (string)example!["userId"]!).Order());
        Assert.Equal("""{"governed":5,"changed":2,"names":["mike","sarah"]}""", answer["usersAffected"]!.ToJsonString());
        Assert.Equal("allow", (await DecideAsync(A.Sarah, "tool_x"))["decision"]);
        Assert.Equal(
            [AuditPhase.Intent, AuditPhase.Outcome],
            system.Sidecar.AuditEntries.Where(entry => entry.TenantId == _tenant && entry.Action == "policy_replay").Select(entry => entry.Phase));
    }

    [Fact]
    public async Task Replay_OfAnOrganisationsPolicy_LooksAtItsPeopleOnly()
    {
        await PolicyAsync("enterprise", null, "default_autonomy: notify");
        var path = await PolicyAsync("org", "engineering", "default_autonomy: notify", A.Olga);
        await BelongsAsync(A.Eve, A.Olga, A.Sarah, A.Mike, A.Nina);
        await DecideAsync(A.Sarah, "tool_x");
        await DecideAsync(A.Nina, "tool_x");

        var answer = (await SendAsync(A.Olga, HttpMethod.Post, path + "/replay", new { content = "default_autonomy: block" })).Must(200).Body!;

        Assert.Equal(("allow>deny=1", "not_concerned=1"), (Sorted(answer["changes"]!), Sorted(answer["skipped"]!)));
        Assert.Equal("""{"governed":3,"changed":1,"names":["sarah"]}""", answer["usersAffected"]!.ToJsonString());
        Assert.Equal(["sarah"], answer["examples"]!.AsArray().Select(example => (string)example!["userId"]!));
    }

    [Fact]
    public async Task Replay_IsForThoseWhoWriteThePolicy_OfADocumentThatIsOne()
    {
        var path = await PolicyAsync("enterprise", null, "default_autonomy: notify");

        Assert.Equal(403, (await SendAsync(A.Olga, HttpMethod.Post, path + "/replay", new { content = "{}" })).Status);
        Assert.Equal(404, (await system.SendAsync(A.Gus, HttpMethod.Post, path + "/replay", new { content = "{}" })).Status);
        Assert.Equal(404, (await SendAsync(A.Eve, HttpMethod.Post, path + "/replay", new { })).Status);
        Assert.Equal(422, (await SendAsync(A.Eve, HttpMethod.Post, path + "/replay", new { content = "blokced: []" })).Status);
        Assert.Equal(400, (await SendAsync(A.Eve, HttpMethod.Post, path + "/replay", new { content = "{}", days = 1000 })).Status);
        Assert.Equal(400, (await SendAsync(A.Eve, HttpMethod.Post, path + "/replay", new { content = "{}", cursor = "1.2" })).Status);
    }

    private async Task<string> PolicyAsync(string scope, string? scopeId, string content, Caller? writer = null) =>
        "/" + (await SendAsync(writer ?? A.Eve, HttpMethod.Post, "", New("actions", content, "active", scope: scope, scopeId: scopeId))).Must(201)["id"];

    /// <summary>The gateway has seen them and says where they belong.</summary>
    private async Task BelongsAsync(params Caller[] people)
    {
        foreach (var person in people)
        {
            using var report = system.Identity.AsService(AppIds.Gateway, HttpMethod.Post, "/internal/policy/memberships");
            report.Content = JsonContent.Create(new { tenantId = _tenant, userId = person.UserId, orgId = person.OrgUnit ?? "", teamId = person.TeamId ?? "" });
            Assert.Equal(204, (int)(await system.Service.Client.SendAsync(report)).StatusCode);
        }
    }

    private Task<Reply> DecideAsync(Caller caller, string action, object? additional = null) =>
        SendAsync(caller, HttpMethod.Post, "/evaluate", new { action, context = new { dataClassification = "internal", additional } });

    private Task<Reply> SendAsync(Caller caller, HttpMethod method, string path, object body) => system.SendAsync(PolicySystem.In(_tenant, caller), method, path, body, "*");

    private static string Sorted(JsonNode counts) =>
        string.Join(' ', counts.AsObject().OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}={count.Value}"));
}
