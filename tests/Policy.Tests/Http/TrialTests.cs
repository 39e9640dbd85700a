using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;
using static OpenClaw.Policy.Tests.Http.LifecycleTests;

namespace OpenClaw.Policy.Tests.Http;

/// <summary>Drafts in the shadow and in staged roll-outs, on real decisions.</summary>
public sealed class TrialTests(PolicySystem system)
{
    private readonly string _tenant = PolicySystem.NewTenant();

    [Fact]
    public async Task Shadow_CountsWhereTheDraftDiffers_AndDecidesNothing()
    {
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: notify\nblocked: [tool_x]");
        (await StepAsync(path + "/shadow", new { changeReason = "try" })).Must(201);

        Assert.Equal("allow", await DecideAsync("sarah", "tool_x"));
        Assert.Equal("allow", await DecideAsync("mike", "tool_x"));
        Assert.Equal("allow", await DecideAsync("sarah", "tool_y"));

        var report = await UntilAsync(path + "/shadow", view => (int)view.Body!["compared"]! == 3);
        Assert.Equal((3, 0, 1, 2), ((int)report.Body!["decisions"]!, (int)report.Body["errors"]!, (int)report.Body["same"]!, (int)report.Body["changes"]!["allow>deny"]!));
        var examples = report.Body["examples"]!.AsArray();
        Assert.Equal(["mike", "sarah"], examples.Select(example => (string)example!["userId"]!).Order());
        Assert.All(examples, example => Assert.Equal(("tool_x", "allow>deny"), ((string)example!["action"]!, (string)example["change"]!)));
        Assert.Contains("tool_x", (string)examples[0]!["draftReason"]! + examples[0]!["action"], StringComparison.Ordinal);

        (await StepAsync(path + "/shadow/end", new { changeReason = "seen enough" })).Must(200);
        Assert.Equal("allow", await DecideAsync("sarah", "tool_x"));
        Assert.Equal(409, (await StepAsync(path + "/shadow/end", new { changeReason = "again" })).Status);
        Assert.Equal("aborted", (await system.SendAsync(Eve, HttpMethod.Get, path + "/shadow"))["status"]);
    }

    [Fact]
    public async Task Shadow_IsForThoseWhoWriteThePolicy_WithAReason_OneAtATime()
    {
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: block");

        Assert.Equal(400, (await StepAsync(path + "/shadow", new { })).Status);
        Assert.Equal(403, (await system.SendAsync(PolicySystem.In(_tenant, A.Olga), HttpMethod.Post, path + "/shadow", new { changeReason = "x" })).Status);
        Assert.Equal(404, (await system.SendAsync(A.Gus, HttpMethod.Post, path + "/shadow", new { changeReason = "x" })).Status);
        Assert.Equal(404, (await StepAsync(path + "/shadow", new { version = "9.9.9", changeReason = "x" })).Status);
        Assert.Equal(409, (await StepAsync(path + "/shadow", new { version = "1.0.0", changeReason = "it is in force" })).Status);
        (await StepAsync(path + "/shadow", new { changeReason = "try" })).Must(201);
        Assert.Equal(409, (await StepAsync(path + "/rollout", new { percent = 10, changeReason = "and this" })).Status);
        Assert.Equal(404, (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah), HttpMethod.Get, path + "/shadow")).Status);
        Assert.Contains(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && entry.Action == "policy_shadow_start" && entry.PolicyResult == PolicyResult.Deny);
    }

    [Fact]
    public async Task RollOut_DecidesForItsShare_PausesGoesOnAndFinishes_EachStepOnRecord()
    {
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: approve");
        var trial = (await StepAsync(path + "/rollout", new { percent = 30, maxDenialPercent = 100, changeReason = "carefully" })).Must(201);
        string[] people = [.. Enumerable.Range(0, 40).Select(index => $"user-{index}")];
        var expected = new PolicyTrial((string)trial.Body!["id"]!, PolicyTrial.Rollout, PolicyTrial.BucketsOf(30));

        Assert.All(await DecideAsync(people), decision => Assert.Equal(expected.DecidesFor(decision.User) ? "require_approval" : "allow", decision.Result));
        (await StepAsync(path + "/rollout/pause", new { changeReason = "lunch" })).Must(200);
        Assert.All(await DecideAsync(people), decision => Assert.Equal("allow", decision.Result));
        (await StepAsync(path + "/rollout/advance", new { percent = 70, changeReason = "after lunch" })).Must(200);
        var wider = expected with { Buckets = PolicyTrial.BucketsOf(70) };
        Assert.All(await DecideAsync(people), decision => Assert.Equal(wider.DecidesFor(decision.User) ? "require_approval" : "allow", decision.Result));
        Assert.All(people, person => Assert.True(!expected.DecidesFor(person) || wider.DecidesFor(person)));
        (await StepAsync(path + "/rollout/finish", new { changeReason = "good" })).Must(200);

        Assert.All(await DecideAsync(people), decision => Assert.Equal("require_approval", decision.Result));
        var policy = (await system.SendAsync(Eve, HttpMethod.Get, path)).Must(200);
        Assert.Equal(("1.0.1", "active", (string?)null), (policy["version"], policy["status"], policy["draftVersion"]));
        string[] steps = ["policy_rollout_start", "policy_rollout_pause", "policy_rollout_advance", "policy_rollout_finish"];
        Assert.All(steps, step => Assert.Equal(2, system.Sidecar.AuditEntries.Count(entry => entry.TenantId == _tenant && entry.Action == step)));
        Assert.Contains(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && (string?)entry.ActionDetail["changeReason"] == "after lunch" && (int?)entry.ActionDetail["percent"] == 70);
    }

    [Fact]
    public async Task RollOut_ThatDeniesTooMuch_EndsByItself_OnEveryReplica()
    {
        await using var second = await system.StartServiceAsync("policy1", system.Sidecar);
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: block");
        (await StepAsync(path + "/rollout", new { percent = 100, maxDenialPercent = 10, minDecisions = 10, changeReason = "bold" })).Must(201);
        await Eventually.AsyncTrue(async _ => await DecideAsync("sarah", "tool_x", second) == "deny", PolicySystem.Deadline, "the second replica decides by the draft");

        foreach (var service in new[] { system.Service, second })
        {
            for (var turn = 0; turn < 10; turn++)
            {
                await DecideAsync($"user-{turn}", "tool_x", service);
            }
        }

        var ended = await UntilAsync(path + "/rollout", view => view["status"] == "rolled_back");
        Assert.Contains("more than 10 %", ended["changeReason"], StringComparison.Ordinal);
        foreach (var service in new[] { system.Service, second })
        {
            await Eventually.AsyncTrue(async _ => await DecideAsync("sarah", "tool_x", service) == "allow", PolicySystem.Deadline, "the old version decides again");
        }

        var entry = Assert.Single(system.Sidecar.AuditEntries, entry => entry.TenantId == _tenant && entry.Action == "policy_trial_end" && entry.Phase == AuditPhase.Intent);
        Assert.Equal(("rollout_rolled_back", "policy"), ((string?)entry.ActionDetail["operation"], entry.UserId));
        Assert.Equal("draft", (await system.SendAsync(Eve, HttpMethod.Get, path)).Body!["draftVersion"] is not null ? "draft" : "none");
        Assert.Equal(409, (await StepAsync(path + "/rollout/advance", new { percent = 50, changeReason = "again" })).Status);
    }

    [Fact]
    public async Task Report_OfAnotherProcess_CountsItsLatestStateOnce()
    {
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: block");
        var trial = (await StepAsync(path + "/rollout", new { percent = 1, minDecisions = 50, maxErrorPercent = 5, changeReason = "x" })).Must(201);
        var report = new TrialReport(_tenant, Guid.Parse((string)trial.Body!["id"]!), "briefing/1", 40, 2, 10, new Dictionary<string, long> { ["allow>deny"] = 1 }, []);

        await ReportAsync(report);
        await ReportAsync(report);
        await ReportAsync(report with { Decisions = 30, Compared = 5 });

        var view = (await system.SendAsync(Eve, HttpMethod.Get, path + "/rollout")).Must(200);
        Assert.Equal(("running", 40, 2, 9), (view["status"], (int)view.Body!["decisions"]!, (int)view.Body["errors"]!, (int)view.Body["same"]!));

        await ReportAsync(report with { Reporter = "briefing/2", Decisions = 20, Errors = 2 });
        var ended = await UntilAsync(path + "/rollout", answer => answer["status"] == "rolled_back");
        Assert.Contains("4 of 60 decisions failed", ended["changeReason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollOut_WhoseDraftGoverns_OrWhosePolicyEnds_IsOver()
    {
        var path = await DraftAsync("default_autonomy: notify", "default_autonomy: approve");
        (await StepAsync(path + "/rollout", new { percent = 10, changeReason = "x" })).Must(201);

        (await system.SendAsync(Eve, HttpMethod.Post, path + "/activate", new { changeReason = "in a hurry" }, "*")).Must(200);

        await UntilAsync(path + "/rollout", view => view["status"] == "aborted");
        Assert.Equal("require_approval", await DecideAsync("sarah", "tool_x"));
    }

    private Caller Eve => PolicySystem.In(_tenant, A.Eve);

    private async Task<string> DraftAsync(string active, string draft)
    {
        var created = (await system.SendAsync(Eve, HttpMethod.Post, "", New("actions", active, "active"))).Must(201);
        var path = "/" + created["id"];
        (await system.SendAsync(Eve, HttpMethod.Put, path, new { content = draft, status = "draft", changeReason = "better" }, "*")).Must(200);
        return path;
    }

    private Task<Reply> StepAsync(string path, object body) => system.SendAsync(Eve, HttpMethod.Post, path, body);

    private async Task<string> DecideAsync(string user, string action, ServiceProcess? service = null) =>
        (await system.SendAsync(PolicySystem.In(_tenant, A.Sarah) with { UserId = user }, HttpMethod.Post, "/evaluate", new { action, context = new { dataClassification = "internal" } }, service: service))
            .Must(200)["decision"]!;

    private async Task<List<(string User, string Result)>> DecideAsync(IEnumerable<string> people)
    {
        var decisions = new List<(string, string)>();
        foreach (var person in people)
        {
            decisions.Add((person, await DecideAsync(person, "tool_x")));
        }

        return decisions;
    }

    private async Task ReportAsync(TrialReport report)
    {
        using var request = system.Identity.AsService(AppIds.Briefing, HttpMethod.Post, "/internal/policy/trials");
        request.Content = System.Net.Http.Json.JsonContent.Create(report, options: ContractsJson.Options);
        using var answer = await system.Service.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<Reply> UntilAsync(string path, Func<Reply, bool> condition)
    {
        Reply? last = null;
        await Eventually.AsyncTrue(
            async _ => condition(last = (await system.SendAsync(Eve, HttpMethod.Get, path)).Must(200)),
            PolicySystem.Deadline, "the trial gets there", () => $"{last?.Body}\n{system.Service.Output}");
        return last!;
    }
}
