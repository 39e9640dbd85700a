using System.Text.Json;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Testing;
using static OpenClaw.EndToEnd.Tests.PolicyDesk;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Eve tries drafts on what people do, through two gateways and two policy services: in the shadow, for a share of the people, and
/// until one denies too much. What people ask about themselves the gateways decide, what Eve asks about them the policy services.
/// </summary>
[Collection(DoubledTestGroup.Name)]
public sealed class TrialStoryTests(DoubledSystem system, ITestOutputHelper output)
{
    private const int Limit = 5 * 60_000;
    private static readonly string[] People = ["sarah", "mike", "nina", "tom", "olga"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private Door Door => system.Door;

    private PolicyDesk Desk => new(Door);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Shadow_ReportsWhereTheDraftDiffers_OfBothDoors_AndDecidesNothing()
    {
        SharedSystem.RequireServers();
        var (eve, path) = await DraftAsync("blocked", "shadow_tool");
        await StepAsync(eve, path + "/shadow", 201, new { changeReason = "what would it do" });

        var report = await UntilAsync(eve, path + "/shadow", async view =>
        {
            foreach (var person in IsReported(view) ? [] : People)
            {
                Assert.Equal("require_approval", await AskAsync(person, "shadow_tool"));
                Assert.Equal("require_approval", await AskAsync(person, "other_tool"));
            }

            return IsReported(view);
        });
        Assert.Equal((0L, "running"), (report.GetProperty("errors").GetInt64(), Text(report, "status")));
        var examples = report.GetProperty("examples").EnumerateArray().Where(example => Text(example, "action") == "shadow_tool").ToList();
        Assert.All(examples, example => Assert.Contains("shadow_tool is on the list of blocked actions", Text(example, "draftReason"), StringComparison.Ordinal));

        await StepAsync(eve, path + "/shadow/end", 200, new { changeReason = "seen enough" });
        Assert.Equal("aborted", Text((await Door.GetAsync(eve, path + "/shadow")).Json, "status"));
        Assert.Equal("require_approval", await AskAsync("sarah", "shadow_tool"));
    }

    [Fact(Timeout = Limit)]
    public async Task RollOut_DecidesForItsShare_OnEveryReplica_AndGoesOnWhenOneOfThePolicyServicesIsKilled()
    {
        SharedSystem.RequireServers();
        var (eve, path) = await DraftAsync("autonomous", "rollout_tool");
        var started = await StepAsync(eve, path + "/rollout", 201, new { percent = 1, changeReason = "carefully" });
        var trial = new PolicyTrial(Text(started.Json, "id"), PolicyTrial.Rollout, 0);

        var (two, four) = (ShareOf(trial, 2), ShareOf(trial, 4));
        await AdvanceAsync(eve, path, trial, two);
        await StepAsync(eve, path + "/rollout/pause", 200, new { changeReason = "lunch" });
        await ExpectAsync(eve, trial);
        await AdvanceAsync(eve, path, trial, two);

        var killed = await system.Running.Processes.KillAsync("policy", Ended);
        output.WriteLine($"a replica of the policy service was back {killed.TotalSeconds:0.0} s after it was killed");
        await AskAllAsync(eve, Wide(trial, two));
        Assert.Equal("running", Text(await UntilAsync(eve, path + "/rollout", _ => true), "status"));
        await system.Running.WaitUntilHealthyAsync(Ended);
        await AdvanceAsync(eve, path, trial, four);
        Assert.All(People, person => Assert.True(!Wide(trial, two).DecidesFor(person) || Wide(trial, four).DecidesFor(person)));

        var view = await UntilAsync(eve, path + "/rollout", view => Count(view, "require_approval>allow") > 0);
        Assert.Equal((0L, (long)four), (view.GetProperty("errors").GetInt64(), view.GetProperty("percent").GetInt64()));
        await StepAsync(eve, path + "/rollout/finish", 200, new { changeReason = "good" });
        await ExpectAsync(eve, Wide(trial, 100));
    }

    [Fact(Timeout = Limit)]
    public async Task RollOut_ThatDeniesTooMuch_IsRolledBackByItself()
    {
        SharedSystem.RequireServers();
        var (eve, path) = await DraftAsync("blocked", "harmful_tool");
        await StepAsync(eve, path + "/rollout", 201, new { percent = 100, maxDenialPercent = 10, minDecisions = 60, changeReason = "boldly" });
        await DoubledSystem.UntilBothAsync("the draft decides", async () => await AskAsync("sarah", "harmful_tool") == "deny");

        var view = await UntilAsync(eve, path + "/rollout", async view =>
        {
            foreach (var person in Text(view, "status") == "running" ? People : [])
            {
                await AskAsync(person, "harmful_tool");
            }

            return Text(view, "status") == "rolled_back";
        });

        Assert.Contains("more than 10 %", Text(view, "changeReason"), StringComparison.Ordinal);
        await DoubledSystem.UntilBothAsync("what was in force decides again", async () => await AskAsync("sarah", "harmful_tool") == "require_approval");
        Assert.Equal(409, (await Door.PostAsync(eve, path + "/rollout/advance", new { percent = 50, changeReason = "again" })).Status);
        var auditor = await Door.TokenAsync("aud");
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(auditor, "/api/v1/audit?action=policy_trial_end&limit=50")).Text.Contains(Text(view, "id"), StringComparison.Ordinal),
            Patience, "the end is on record", cancellationToken: Ended);
    }

    /// <summary>The enterprise's policy of actions with one more word in one of its lists, as a draft.</summary>
    private async Task<(string Eve, string Path)> DraftAsync(string list, string action)
    {
        var eve = await Door.BelievedTokenAsync("eve");
        foreach (var person in People)
        {
            // The policy service has to have heard of somebody before Eve can ask about them.
            Assert.NotEqual("allow", await AskAsync(person, action));
        }

        var policy = await Desk.EnterpriseAsync(eve, "actions");
        var document = System.Text.Json.Nodes.JsonNode.Parse(policy.GetProperty("document").GetRawText())!;
        document[list]!.AsArray().Add(action);
        var (drafted, _) = await Door.InsistAsync(HttpMethod.Put, eve, PathOf(policy), new { content = document.ToJsonString(), status = "draft", changeReason = "a trial" });
        Assert.True(drafted.Status == 200, drafted.ToString());
        return (eve, PathOf(policy));
    }

    private async Task AdvanceAsync(string eve, string path, PolicyTrial trial, int percent)
    {
        await StepAsync(eve, path + "/rollout/advance", 200, new { percent, changeReason = "further" });
        await ExpectAsync(eve, Wide(trial, percent));
    }

    /// <summary>The draft soon decides for these people and no others.</summary>
    private Task ExpectAsync(string eve, PolicyTrial trial) => Eventually.AsyncTrue(
        async _ =>
        {
            await AskAllAsync(eve, trial);
            return true;
        },
        Patience, "the draft decides for its share", cancellationToken: Ended);

    /// <summary>Whoever is asked, a gateway or a policy service: the draft decides for these people and no others.</summary>
    private async Task AskAllAsync(string eve, PolicyTrial trial)
    {
        var expected = People.Select(person => trial.DecidesFor(person) ? "allow" : "require_approval").ToList();
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal(expected, await Task.WhenAll(People.Select(person => AskAsync(person, "rollout_tool"))));
            var (answers, _) = await Door.InsistAsync(HttpMethod.Post, eve, $"{Policies}/evaluate/batch", new
            {
                requests = People.Select(userId => new { userId, action = "rollout_tool", context = new { dataClassification = "internal" } }),
            });
            Assert.True(answers.Status == 200, answers.ToString());
            Assert.Equal(expected, answers.Json.GetProperty("answers").EnumerateArray().Select(answer => Text(answer, "decision")));
        }
    }

    /// <summary>What the gateway that happens to be asked decides.</summary>
    private async Task<string> AskAsync(string person, string action)
    {
        var (token, last) = (await Door.BelievedTokenAsync(person), default(DoorAnswer));
        await Eventually.AsyncTrue(
            async _ => (last = await Door.EvaluateAsync(token, new { action, context = new { dataClassification = "internal" } })).Status is not (502 or 503 or 504),
            Patience, "a busy machine answers", () => $"{last}", Ended);
        Assert.True(last!.Status == 200, last.ToString());
        return Text(last.Json, "decision");
    }

    private async Task<DoorAnswer> StepAsync(string eve, string path, int status, object body)
    {
        var (answer, _) = await Door.InsistAsync(HttpMethod.Post, eve, path, body);
        Assert.True(answer.Status == status, answer.ToString());
        return answer;
    }

    /// <summary>Everybody is among those for whom the draft differs, and it agrees about the other tool.</summary>
    private static bool IsReported(JsonElement view) => view.GetProperty("same").GetInt64() >= People.Length
        && People.All(view.GetProperty("examples").EnumerateArray().Select(example => Text(example, "userId")).Contains);

    private Task<JsonElement> UntilAsync(string eve, string path, Func<JsonElement, bool> holds) => UntilAsync(eve, path, view => Task.FromResult(holds(view)));

    private async Task<JsonElement> UntilAsync(string eve, string path, Func<JsonElement, Task<bool>> holds)
    {
        JsonElement last = default;
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(eve, path)) is { Status: 200 } answer && await holds(last = answer.Json), Patience, "the trial gets there", () => $"{last}", Ended);
        return last;
    }

    /// <summary>The least share of the people with so many of ours in it.</summary>
    private static int ShareOf(PolicyTrial trial, int people) => Enumerable.Range(1, 100).First(percent => People.Count(Wide(trial, percent).DecidesFor) >= people);

    private static PolicyTrial Wide(PolicyTrial trial, int percent) => trial with { Buckets = PolicyTrial.BucketsOf(percent) };

    private static long Count(JsonElement view, string change) => view.GetProperty("changes").TryGetProperty(change, out var count) ? count.GetInt64() : 0;
}
