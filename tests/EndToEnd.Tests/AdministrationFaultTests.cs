using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Common check C5 for journeys J9 to J11: any process dies while policies change, decisions are asked for and people look up what
/// was done. What was acknowledged is there once, is on record in pairs, and the log still proves itself. In the second company,
/// because other tests of this group falsify the log of the first.
/// </summary>
[Collection(DisturbedTestGroup.Name)]
public sealed class AdministrationFaultTests(DisturbedSystem system, ITestOutputHelper output)
{
    private const int Limit = 10 * 60_000;
    private const string Baseline = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket]";
    private static readonly string[] Victims = ["policy", "policy-dapr", "audit", "audit-dapr", "gateway", "gateway-dapr", "connector", "briefing", "notification"];

    private readonly List<DoorAnswer> _acknowledged = [];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task AnyProcess_KilledMidJourney_LosesNothing_AndDoublesNothing()
    {
        SharedSystem.RequireServers();
        var gus = await Door.TokenAsync("gus");
        await AskAndLookAsync(await Door.TokenAsync("vera"));
        await Eventually.AssertAsync(async () => Assert.Contains("\"vera\"", (await Door.GetAsync(gus, "/api/v1/users")).Text, StringComparison.Ordinal), Ended);
        await Eventually.AssertAsync(async () => Assert.Equal(200, (await Door.GetAsync(gus, "/api/v1/audit/checkpoint")).Status), Ended);
        using var desk = new AuditorsDesk(Door);
        await desk.TakeAsync(gus);
        foreach (var victim in Victims)
        {
            var name = $"fire-{victim}-{Guid.NewGuid():N}"[..30];
            var journey = JourneyAsync(gus, name);
            var away = await system.Running.Processes.KillAsync(victim, Ended);
            var policy = await journey;
            output.WriteLine($"{victim}: ran again after {away.TotalSeconds:0.0} s; {_acknowledged.Count} requests acknowledged so far");
            await ExpectOnceAsync(gus, name, policy);
        }

        foreach (var answer in _acknowledged)
        {
            await ExpectInPairsAsync(gus, answer);
        }

        await desk.TakeAsync(gus);
        var (code, said) = await desk.VerifyAsync();
        Assert.True(code == 0, said);
    }

    /// <summary>Gus writes a policy, changes it and ends it, and Vera asks and looks between the steps; who gets no answer asks again.</summary>
    private async Task<JsonElement> JourneyAsync(string gus, string name)
    {
        var vera = await Door.TokenAsync("vera");
        var made = await InsistAsync(HttpMethod.Post, gus, PolicyDesk.Policies, new
        {
            scope = "user",
            scopeId = "vera",
            domain = "actions",
            name,
            version = "1.0.0",
            content = Baseline,
            status = "active",
            changeReason = "under fire",
        });
        await AskAndLookAsync(vera);
        await InsistAsync(HttpMethod.Put, gus, PolicyDesk.PathOf(made.Json), new { content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, fire_tool]", changeReason = "under fire" });
        await AskAndLookAsync(vera);
        await InsistAsync(HttpMethod.Delete, gus, PolicyDesk.PathOf(made.Json), new { changeReason = "over" });
        return made.Json;
    }

    private async Task AskAndLookAsync(string vera)
    {
        for (var round = 0; round < 4; round++)
        {
            var questions = Enumerable.Range(0, 10).Select(_ => new { action = "fire_tool", context = new { dataClassification = "internal" } }).ToArray();
            _acknowledged.Add(await InsistAsync(HttpMethod.Post, vera, $"{PolicyDesk.Policies}/evaluate/batch", new { requests = questions }));
            await InsistAsync(HttpMethod.Get, vera, "/api/v1/audit?action=fire_tool&limit=10", null);
        }
    }

    private async Task<DoorAnswer> InsistAsync(HttpMethod method, string token, string path, object? body)
    {
        var (answer, _) = await Door.InsistAsync(method, token, path, body);
        Assert.True(answer.Status < 300, answer.ToString());
        return answer;
    }

    private async Task ExpectOnceAsync(string gus, string name, JsonElement policy)
    {
        var list = await Door.GetAsync(gus, $"{PolicyDesk.Policies}?scope=user&scopeId=vera&domain=actions&limit=200");
        Assert.Single(list.Json.GetProperty("policies").EnumerateArray(), one => PolicyDesk.Text(one, "name") == name);
        var versions = (await Door.GetAsync(gus, PolicyDesk.PathOf(policy) + "/versions")).Json.EnumerateArray().ToArray();
        Assert.Equal([("1.0.0", "deprecated"), ("1.0.1", "deprecated")], versions.Select(one => (PolicyDesk.Text(one, "version"), PolicyDesk.Text(one, "status"))));
    }

    private async Task ExpectInPairsAsync(string auditor, DoorAnswer answer)
    {
        var entries = await Door.AuditAsync(auditor, answer.RequestId!);
        var intents = entries.Where(entry => PolicyDesk.Text(entry, "phase") == "intent").Select(entry => PolicyDesk.Text(entry, "id")).Order(StringComparer.Ordinal);
        var outcomes = entries.Where(entry => PolicyDesk.Text(entry, "phase") == "outcome").Select(entry => PolicyDesk.Text(entry, "intentId")).Order(StringComparer.Ordinal);
        Assert.Equal(10, outcomes.Count());
        Assert.Equal(intents, outcomes);
    }
}
