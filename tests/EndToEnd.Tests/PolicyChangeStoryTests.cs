using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Journey J9: Eve blocks a vendor's models, Olga cannot allow what the enterprise blocks, Tom narrows for his team.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class PolicyChangeStoryTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private const string TwoVendors = "allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, openai, mistral]\nsensitive_data_model: self-hosted";
    private const string OneVendor = "allowed_classifications: [public, internal, confidential, restricted]\nallowed_providers: [self-hosted, mistral]\nsensitive_data_model: self-hosted";
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(60);

    private Door Door => system.Door;

    private PolicyDesk Desk => new(Door);

    [Fact(Timeout = Limit)]
    public async Task Eve_BlocksAModelVendor_EverywhereWithinAMinute_AndTakesItBack()
    {
        SharedSystem.RequireServers();
        var (eve, sarah) = (await Door.TokenAsync("eve"), await Door.TokenAsync("sarah"));
        var before = await Desk.EnterpriseAsync(eve, "models");
        try
        {
            await Desk.ChangeAsync(eve, before, TwoVendors, "journey J9: two vendors");
            await Desk.EverywhereAsync(eve);
            var used = await RouteAsync(sarah, "gpt-best");
            Assert.Equal(("allow", "gpt-best", false), (Text(used, "decision"), Text(used, "resolvedModel"), used.GetProperty("rerouted").GetBoolean()));
            await AskForAVendorsModelAsync(sarah, await Door.TokenAsync("mike"));

            await Eventually.AssertAsync(() => PreviewAsync(eve, before));
            var present = await Door.GetAsync(eve, PolicyDesk.PathOf(before));
            var (version, tag) = (Text(present.Json, "version"), $"\"{present.Json.GetProperty("rowVersion").GetInt32()}\"");
            (await Desk.TryChangeAsync(eve, before, OneVendor, null, tag)).MustBeProblem(400, ErrorCodes.ValidationFailed, "a change without a reason");
            var saved = await Desk.TryChangeAsync(eve, before, OneVendor, "openai broke its contract", tag);
            Assert.True(saved.Status == 200, saved.ToString());
            (await Desk.TryChangeAsync(eve, before, TwoVendors, "at the same time", tag)).MustBeProblem(412, ErrorCodes.StaleVersion, "a change of what somebody else has changed");
            var took = await Desk.EverywhereAsync(eve);
            output.WriteLine($"in force on every replica {took.TotalSeconds:0.0} s after it was saved");
            Assert.True(took < Promise, $"{took}");

            var rerouted = await RouteAsync(sarah, "gpt-best");
            Assert.Equal(("allow", "local-llm-default", true), (Text(rerouted, "decision"), Text(rerouted, "resolvedModel"), rerouted.GetProperty("rerouted").GetBoolean()));
            Assert.DoesNotContain("gpt-best", rerouted.GetRawText(), StringComparison.Ordinal);
            Assert.Equal("mix-best", Text(await RouteAsync(sarah, "mix-best"), "resolvedModel"));
            await ExpectOnRecordAsync(saved, version, Text(saved.Json, "version"));

            var (restored, _) = await Door.InsistAsync(HttpMethod.Post, eve, PolicyDesk.PathOf(before) + "/rollback", new { toVersion = version, changeReason = "the contract holds again" });
            Assert.True(restored.Status == 200, restored.ToString());
            await Desk.EverywhereAsync(eve);
            Assert.Equal("gpt-best", Text(await RouteAsync(sarah, "gpt-best"), "resolvedModel"));
            var versions = (await Door.GetAsync(eve, PolicyDesk.PathOf(before) + "/versions")).Json.EnumerateArray().TakeLast(3).ToArray();
            Assert.Equal(["journey J9: two vendors", "openai broke its contract", "the contract holds again"], versions.Select(one => Text(one, "changeReason")));
        }
        finally
        {
            await Desk.ChangeAsync(eve, before, Text(before, "content"), "journey J9 is over");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Olga_CannotAllowMailThatTheEnterpriseBlocks_AndIsToldFieldAndParent()
    {
        SharedSystem.RequireServers();
        var (eve, olga) = (await Door.TokenAsync("eve"), await Door.TokenAsync("olga"));
        var parent = await Desk.EnterpriseAsync(eve, "actions");
        try
        {
            var changed = await Desk.ChangeAsync(eve, parent, With(parent, "actions", "email_send", "block"), "no automatic mail");

            var refused = await Desk.CreateAsync(olga, "org", "engineering", "actions", "actions: {email_send: autonomous}", "answers go out by themselves");

            refused.MustBeProblem(422, ErrorCodes.PolicyHierarchyViolation, "what the enterprise blocks");
            var field = Assert.Single(refused.Json.GetProperty("errors").EnumerateArray());
            Assert.Equal(("actions.email_send", "block", "autonomous"), (Text(field, "path"), Text(field, "parent"), Text(field, "child")));
            Assert.Equal([$"{Text(parent, "name")}@{Text(changed.Json, "version")}"], refused.Json.GetProperty("policies").EnumerateArray().Select(policy => policy.GetString()));
            var entries = await Door.AuditAsync(await Door.TokenAsync("aud"), refused.RequestId!);
            Assert.Contains(entries, entry => Text(entry, "action") == "policy_create" && entry.TryGetProperty("outcome", out var outcome) && outcome.GetString() == "denied");
        }
        finally
        {
            await Desk.ChangeAsync(eve, parent, Text(parent, "content"), "journey J9 is over");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Tom_NarrowsTicketTransitions_ForHisTeamOnly()
    {
        SharedSystem.RequireServers();
        var (eve, tom) = (await Door.TokenAsync("eve"), await Door.TokenAsync("tom"));
        var parent = await Desk.EnterpriseAsync(eve, "integrations");
        JsonElement? narrowed = null;
        try
        {
            await Desk.ChangeAsync(eve, parent, With(parent, "connectors", "jira", new JsonObject { ["enabled"] = true, ["permissions"] = "write" }), "tickets may be moved");
            await Desk.EverywhereAsync(eve);
            Assert.Equal(["require_approval", "require_approval"], [await MoveAsync("sarah", "Done"), await MoveAsync("nina", "Done")]);

            var made = await Desk.CreateAsync(tom, "team", "platform", "integrations", "allowed_transitions: [In Progress, In Review]", "people close tickets");
            Assert.True(made.Status == 201, made.ToString());
            narrowed = made.Json;
            await Desk.EverywhereAsync(eve);

            (await Door.GetAsync(await Door.TokenAsync("nina"), PolicyDesk.PathOf(made.Json))).MustBeProblem(404, ErrorCodes.NotFound, "another team's policy");
            (await Door.GetAsync(await Door.TokenAsync("gus"), PolicyDesk.PathOf(made.Json))).MustBeProblem(404, ErrorCodes.NotFound, "another company's policy");
            Assert.Equal(["deny", "deny", "require_approval"], [await MoveAsync("sarah", "Done"), await MoveAsync("mike", "Done"), await MoveAsync("sarah", "In Review")]);
            Assert.Equal("require_approval", await MoveAsync("nina", "Done"));
            (await Desk.CreateAsync(tom, "team", "design", "integrations", "allowed_transitions: [Open]", "another team")).MustBeProblem(404, ErrorCodes.NotFound, "another team's policy");
        }
        finally
        {
            if (narrowed is { } policy)
            {
                await Desk.EndAsync(tom, policy);
            }

            await Desk.ChangeAsync(eve, parent, Text(parent, "content"), "journey J9 is over");
        }
    }

    /// <summary>Decisions of the last 24 hours, so that a preview has something to say.</summary>
    private async Task AskForAVendorsModelAsync(params string[] people)
    {
        foreach (var token in people)
        {
            var (asked, _) = await Door.InsistAsync(HttpMethod.Post, token, $"{PolicyDesk.Policies}/evaluate", new
            {
                action = "model_call",
                context = new { dataClassification = "public", targetSystem = "gpt-best", additional = new { provider = "openai", model = "gpt-best" } },
            });
            Assert.Equal("allow", Text(asked.Json, "decision"));
        }
    }

    /// <summary>
    /// Before anything is saved: whom it would affect, and what it would have made of the last 24 hours. A decision is among them when
    /// it is sealed, a second later at most.
    /// </summary>
    private async Task PreviewAsync(string eve, JsonElement policy)
    {
        var (changed, affected, governed, cursor) = (0, new HashSet<string>(), 0, (string?)null);
        do
        {
            var (page, _) = await Door.InsistAsync(HttpMethod.Post, eve, PolicyDesk.PathOf(policy) + "/replay", new { content = OneVendor, days = 1, cursor });
            Assert.True(page.Status == 200, page.ToString());
            changed += page.Json.GetProperty("changes").TryGetProperty("allow>deny", out var count) ? count.GetInt32() : 0;
            var people = page.Json.GetProperty("usersAffected");
            affected.UnionWith(people.GetProperty("names").EnumerateArray().Select(name => name.GetString()!));
            governed = people.GetProperty("governed").GetInt32();
            cursor = page.Json.GetProperty("isComplete").GetBoolean() ? null : Text(page.Json, "nextCursor");
        }
        while (cursor is not null);
        output.WriteLine($"preview: {changed} decisions of the last 24 h would be denied, for {string.Join(", ", affected)}; {governed} people governed");
        Assert.True(changed >= 2, $"{changed}");
        Assert.True(affected.IsSupersetOf(["mike", "sarah"]), string.Join(", ", affected));
        Assert.True(governed >= affected.Count, $"{governed}");
    }

    /// <summary>Who, what, when and why, with the difference.</summary>
    private async Task ExpectOnRecordAsync(DoorAnswer saved, string from, string to)
    {
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AssertAsync(async () =>
        {
            var entries = await Door.AuditAsync(auditor, saved.RequestId!);
            var entry = Assert.Single(entries, entry => Text(entry, "action") == "policy_update" && Text(entry, "phase") == "intent");
            var detail = entry.GetProperty("actionDetail");
            Assert.Equal(("eve", "policy_change", "openai broke its contract"), (Text(entry, "userId"), Text(entry, "actionType"), Text(detail, "changeReason")));
            Assert.Equal((from, to), (Text(detail, "before"), Text(detail, "after")));
            Assert.InRange(entry.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
            var difference = Assert.Single(detail.GetProperty("difference").EnumerateArray());
            Assert.Equal(("allowed_providers", "narrower"), (Text(difference, "path"), Text(difference, "move")));
            Assert.Equal(["mistral", "openai", "self-hosted"], difference.GetProperty("before").EnumerateArray().Select(word => word.GetString()).Order());
            Assert.Equal(["mistral", "self-hosted"], difference.GetProperty("after").EnumerateArray().Select(word => word.GetString()).Order());
            Assert.Contains(entries, other => other.TryGetProperty("intentId", out var of) && of.GetString() == Text(entry, "id") && Text(other, "outcome") == "success");
        });
    }

    private async Task<JsonElement> RouteAsync(string token, string model)
    {
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, token, $"{PolicyDesk.Policies}/route-model", new { dataClassification = "public", requestedModel = model });
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json;
    }

    /// <summary>The policy's document with one member of one group set.</summary>
    private static string With(JsonElement policy, string group, string name, JsonNode value)
    {
        var document = JsonNode.Parse(policy.GetProperty("document").GetRawText())!;
        document[group]![name] = value;
        return document.ToJsonString();
    }

    private async Task<string> MoveAsync(string user, string transition)
    {
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, await Door.TokenAsync(user), $"{PolicyDesk.Policies}/evaluate", new
        {
            action = "jira_transition",
            context = new { dataClassification = "internal", additional = new { transition } },
        });
        Assert.True(answer.Status == 200, answer.ToString());
        return Text(answer.Json, "decision");
    }

    private static string Text(JsonElement element, string name) => PolicyDesk.Text(element, name);
}
