using System.Net.Http.Json;
using System.Text.Json;
using OpenClaw.Contracts;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Administrators change policies through the door, and people feel it; journeys J9 and J10 as far as today's services go.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class PolicyStoryTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private const string Policies = "/api/v1/policies";

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task TeamPolicy_NarrowsForItsTeam_AndNobodyWidensAParent()
    {
        SharedSystem.RequireServers();
        var (tom, olga, sarah, nina) = (await Door.TokenAsync("tom"), await Door.TokenAsync("olga"), await Door.TokenAsync("sarah"), await Door.TokenAsync("nina"));

        (await Door.PostAsync(tom, Policies, Policy("team", "platform", "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, story_tool]", reason: null)))
            .MustBeProblem(400, ErrorCodes.ValidationFailed, "a policy without a reason");
        var made = await Door.PostAsync(tom, Policies, Policy("team", "platform", "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, story_tool]"));
        Assert.True(made.Status == 201, made.ToString());
        var widened = await Door.PostAsync(olga, Policies, Policy("org", "engineering", "actions: {story_mail: autonomous}"));
        widened.MustBeProblem(422, ErrorCodes.PolicyHierarchyViolation, "an organisation that widens");
        Assert.Equal("actions.story_mail", widened.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.StartsWith("acme-actions@", widened.Json.GetProperty("policies")[0].GetString(), StringComparison.Ordinal);

        var forSarah = await AskUntilAsync(sarah, "story_tool", "deny");
        Assert.Equal("story-team@1.0.0", Word(forSarah, "policyApplied"));
        Assert.Equal("require_approval", Word(await AskAsync(nina, "story_tool"), "decision"));

        var path = $"{Policies}/{Word(made.Json, "id")}";
        (await Door.GetAsync(nina, path)).MustBeProblem(404, ErrorCodes.NotFound, "another organisation's policy");
        var change = new { content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket]", changeReason = "story over" };
        (await Door.SendAsync(HttpMethod.Put, tom, path, JsonContent.Create(change), ("If-Match", "\"77\""))).MustBeProblem(412, ErrorCodes.StaleVersion, "a stale change");
        var changed = await Door.SendAsync(HttpMethod.Put, tom, path, JsonContent.Create(change), ("If-Match", "\"1\""));
        Assert.True(changed.Status == 200, changed.ToString());
        await AskUntilAsync(sarah, "story_tool", "require_approval");
        var entries = await Door.AuditAsync(await Door.TokenAsync("aud"), changed.RequestId!);
        Assert.Contains(entries, entry => Word(entry, "action") == "policy_update" && entry.GetProperty("actionDetail").TryGetProperty("changeReason", out var why) && why.GetString() == "story over");
        var ended = await Door.SendAsync(HttpMethod.Delete, tom, path, JsonContent.Create(new { changeReason = "story over" }), ("If-Match", "*"));
        Assert.True(ended.Status == 200, ended.ToString());
    }

    [Theory(Timeout = Limit)]
    [InlineData("public", "allow")]
    [InlineData("confidential", "allow")]
    [InlineData("never-heard-of", "require_approval")]
    public async Task ModelCall_GoesToAModelOfOurOwn_OrAPersonIsAskedFirst(string level, string decision)
    {
        SharedSystem.RequireServers();

        var answer = await Door.PostAsync(await Door.TokenAsync("sarah"), $"{Policies}/route-model", new { dataClassification = level, requestedModel = "gpt-best" });

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(decision, Word(answer.Json, "decision"));
        Assert.Equal(decision == "allow" ? "local-llm-default" : null, answer.Json.TryGetProperty("resolvedModel", out var model) ? model.GetString() : null);
        Assert.DoesNotContain("gpt-best", answer.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Classification_IsOverriddenThroughTheDoor()
    {
        SharedSystem.RequireServers();
        var item = $"/api/v1/data/github:acme-robotics/arm-firmware/issues/{Random.Shared.Next(100_000, 999_999)}/classification";

        var done = await Door.SendAsync(HttpMethod.Put, await Door.TokenAsync("eve"), item, JsonContent.Create(new { classification = "confidential", reason = "a customer's name" }));

        Assert.True(done.Status == 200, done.ToString());
        Assert.Equal("confidential", Word((await Door.GetAsync(await Door.TokenAsync("eve"), item)).Json, "classification"));
        (await Door.GetAsync(await Door.TokenAsync("gus"), item)).MustBeProblem(404, ErrorCodes.NotFound, "another company's item");
    }

    /// <summary>A change of policy governs at the door within a second, not at once.</summary>
    private async Task<JsonElement> AskUntilAsync(string token, string action, string decision)
    {
        JsonElement last = default;
        await Testing.Eventually.AsyncTrue(
            async _ => Word(last = await AskAsync(token, action), "decision") == decision,
            TimeSpan.FromSeconds(30), $"{action} is decided: {decision}", () => last.ToString(), TestContext.Current.CancellationToken);
        return last;
    }

    private async Task<JsonElement> AskAsync(string token, string action)
    {
        var answer = await Door.PostAsync(token, $"{Policies}/evaluate", new { action, context = new { dataClassification = "internal" } });
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json;
    }

    private static object Policy(string scope, string scopeId, string content, string? reason = "a story") => new
    {
        scope,
        scopeId,
        domain = "actions",
        name = $"story-{scope}",
        version = "1.0.0",
        content,
        status = "active",
        changeReason = reason,
    };

    private static string? Word(JsonElement answer, string name) => answer.GetProperty(name).GetString();
}
