using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using OpenClaw.Contracts;
using OpenClaw.Faults;
using OpenClaw.Faults.HotReload;
using OpenClaw.Testing;
using static OpenClaw.EndToEnd.Tests.PolicyDesk;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// The composed system with <c>--Policy:Engine=Opa</c>: an OPA server decides for every service. It answers as we do, also in a roll-out;
/// without it nothing is allowed, the reason says so, and a roll-out whose decisions fail ends by itself.
/// </summary>
public sealed class OpaEngineTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Limit = 8 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromMinutes(1) };
    private RunningSystem? _system;

    private RunningSystem Running => _system!;

    private Door Door => new(_http, Running);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (ServerPrograms.MissingReason is null)
        {
            _system = await RunningSystem.StartAsync(["--Policy:Engine=Opa", "--Policy:Opa:Timeout=00:00:05"], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }

    [Fact(Timeout = Limit)]
    public async Task System_WhoseEngineIsOpa_AnswersAsOurEngine_TriesDrafts_AndDeniesWithoutIt()
    {
        SharedSystem.RequireServers();
        await using var embedded = await CutOffReplica.StartAsync(
            Running, new Dictionary<string, string> { ["Policy__Engine"] = "Embedded", ["ASPNETCORE_ENVIRONMENT"] = "Development" }, Ended);
        await Eventually.AsyncTrue(async _ => (await _http.GetAsync(new Uri(embedded.Address, "/health"), Ended)).IsSuccessStatusCode, Patience, "a gateway with our engine is ready", () => embedded.Output, Ended);

        await BothEngines_AnswerAlike(embedded.Address);
        await PolicyChange_IsDecidedByOpa();
        await WithoutOpa_NothingIsAllowed_AndTheRollOutEnds();
    }

    private async Task BothEngines_AnswerAlike(Uri embedded)
    {
        var sarah = await Door.TokenAsync("sarah");
        var questions = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(SolutionPaths.Root, "tests/Policy.Tests/Decisions/questions.json"), Ended))!.AsArray();
        var decisions = new HashSet<string>();
        foreach (var question in questions)
        {
            string theirs = "", ours = "";
            await Eventually.AsyncTrue(
                async _ =>
                {
                    theirs = (await AskAsync(Running.Gateway, sarah, question!)).GetRawText();
                    ours = (await AskAsync(embedded, sarah, question!)).GetRawText();
                    return theirs == ours && !theirs.Contains(ErrorCodes.PolicyEngineUnavailable, StringComparison.Ordinal);
                },
                Patience, $"OPA and we answer alike: {question}", () => $"OPA: {theirs}\nwe:  {ours}", Ended);
            decisions.Add(Text(JsonSerializer.Deserialize<JsonElement>(theirs), "decision"));
        }

        Assert.Equal(3, decisions.Count);
        output.WriteLine($"{questions.Count} questions, answered alike");
    }

    private async Task PolicyChange_IsDecidedByOpa()
    {
        var (tom, mike) = (await Door.BelievedTokenAsync("tom"), await Door.TokenAsync("mike"));
        var made = await new PolicyDesk(Door).CreateAsync(tom, "team", "platform", "actions", "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, opa_tool]", "OPA decides");
        Assert.True(made.Status == 201, made.ToString());
        await UntilAsync(mike, "opa_tool", answer => Text(answer, "decision") == "deny" && Text(answer, "policyApplied") == $"{Text(made.Json, "name")}@1.0.0", "OPA decides by the team's policy");
    }

    private async Task WithoutOpa_NothingIsAllowed_AndTheRollOutEnds()
    {
        var (eve, sarah) = (await Door.BelievedTokenAsync("eve"), await Door.TokenAsync("sarah"));
        var policy = await new PolicyDesk(Door).EnterpriseAsync(eve, "actions");
        var document = JsonNode.Parse(policy.GetProperty("document").GetRawText())!;
        document["autonomous"]!.AsArray().Add("rollout_tool");
        var (drafted, _) = await Door.InsistAsync(HttpMethod.Put, eve, PathOf(policy), new { content = document.ToJsonString(), status = "draft", changeReason = "a trial" });
        Assert.True(drafted.Status == 200, drafted.ToString());
        var path = PathOf(policy) + "/rollout";
        var (started, _) = await Door.InsistAsync(HttpMethod.Post, eve, path, new { percent = 100, maxErrorPercent = 40, minDecisions = 10, changeReason = "boldly" });
        Assert.True(started.Status == 201, started.ToString());
        await UntilAsync(sarah, "rollout_tool", answer => Text(answer, "decision") == "allow", "OPA decides by the draft");

        await Running.CommandAsync("opa", KnownResourceCommands.StopCommand, Ended);
        await UntilAsync(
            sarah, "github_issue_read",
            answer => (Text(answer, "decision"), Text(answer, "policyApplied")) == ("deny", ErrorCodes.PolicyEngineUnavailable)
                && Text(answer, "reason").Contains("OPA cannot be asked", StringComparison.Ordinal),
            "without OPA everything is denied, and the reason says so");
        (await Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "without OPA" })).MustBeProblem(503, ErrorCodes.PolicyEngineUnavailable, "a briefing without OPA");
        Assert.False((await _http.GetAsync(new Uri(Running.Endpoint("briefing"), "/health"), Ended)).IsSuccessStatusCode);
        await RolledBackAsync(eve, sarah, path);

        await Running.CommandAsync("opa", KnownResourceCommands.StartCommand, Ended);
        await UntilAsync(sarah, "github_issue_read", answer => Text(answer, "decision") == "allow", "with OPA it is allowed again");
        await UntilAsync(sarah, "rollout_tool", answer => Text(answer, "decision") == "require_approval", "OPA decides by what was in force before the roll-out");
    }

    /// <summary>More than the tolerated share of its decisions fails.</summary>
    private async Task RolledBackAsync(string eve, string sarah, string path)
    {
        JsonElement view = default;
        await Eventually.AsyncTrue(
            async _ =>
            {
                await AskAsync(Running.Gateway, sarah, JsonNode.Parse("""{"action":"rollout_tool"}""")!);
                view = (await Door.GetAsync(eve, path)).Json;
                return Text(view, "status") == "rolled_back";
            },
            Patience, "the roll-out is rolled back", () => $"{view}", Ended);
        Assert.Contains("decisions failed, which is more than 40 %", Text(view, "changeReason"), StringComparison.Ordinal);
    }

    private Task UntilAsync(string token, string action, Func<JsonElement, bool> holds, string promise)
    {
        JsonElement last = default;
        return Eventually.AsyncTrue(
            async _ => holds(last = await AskAsync(Running.Gateway, token, new JsonObject { ["action"] = action, ["context"] = new JsonObject { ["dataClassification"] = "internal" } })),
            Patience, promise, () => $"{last}", Ended);
    }

    private async Task<JsonElement> AskAsync(Uri gateway, string token, JsonNode question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, $"{Policies}/evaluate")) { Content = new StringContent(question.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await _http.SendAsync(request, Ended);
        var answer = await DoorAnswer.ReadAsync(response, Ended);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json;
    }
}
