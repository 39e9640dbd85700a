using System.Text.Json;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Common check C5 for journeys J9 to J11: any process dies while policies change, decisions are asked for and people look up what
/// was done. What was acknowledged is there once, is on record in pairs, and the log still proves itself.
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
        var (tom, aud) = (await Door.TokenAsync("tom"), await Door.TokenAsync("aud"));
        using var desk = new AuditorsDesk(Door);
        await desk.TakeAsync(aud);
        foreach (var victim in Victims)
        {
            var name = $"fire-{victim}-{Guid.NewGuid():N}"[..30];
            var journey = JourneyAsync(tom, name);
            var away = await system.Running.Processes.KillAsync(victim, Ended);
            var policy = await journey;
            output.WriteLine($"{victim}: ran again after {away.TotalSeconds:0.0} s; {_acknowledged.Count} requests acknowledged so far");
            await ExpectOnceAsync(tom, name, policy);
        }

        foreach (var answer in _acknowledged)
        {
            await ExpectInPairsAsync(aud, answer);
        }

        await desk.TakeAsync(aud);
        var (code, said) = await desk.VerifyAsync();
        Assert.True(code == 0, said);
    }

    /// <summary>Tom writes a policy, changes it and ends it, and Sarah asks and looks between the steps; who gets no answer asks again.</summary>
    private async Task<JsonElement> JourneyAsync(string tom, string name)
    {
        var sarah = await Door.TokenAsync("sarah");
        var made = await InsistAsync(HttpMethod.Post, tom, PolicyDesk.Policies, new
        {
            scope = "team",
            scopeId = "platform",
            domain = "actions",
            name,
            version = "1.0.0",
            content = Baseline,
            status = "active",
            changeReason = "under fire",
        });
        await AskAndLookAsync(sarah);
        await InsistAsync(HttpMethod.Put, tom, PolicyDesk.PathOf(made.Json), new { content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, fire_tool]", changeReason = "under fire" });
        await AskAndLookAsync(sarah);
        await InsistAsync(HttpMethod.Delete, tom, PolicyDesk.PathOf(made.Json), new { changeReason = "over" });
        return made.Json;
    }

    private async Task AskAndLookAsync(string sarah)
    {
        for (var round = 0; round < 4; round++)
        {
            var questions = Enumerable.Range(0, 10).Select(_ => new { action = "fire_tool", context = new { dataClassification = "internal" } }).ToArray();
            _acknowledged.Add(await InsistAsync(HttpMethod.Post, sarah, $"{PolicyDesk.Policies}/evaluate/batch", new { requests = questions }));
            await InsistAsync(HttpMethod.Get, sarah, "/api/v1/audit?action=fire_tool&limit=10", null);
        }
    }

    private async Task<DoorAnswer> InsistAsync(HttpMethod method, string token, string path, object? body)
    {
        var (answer, _) = await Door.InsistAsync(method, token, path, body);
        Assert.True(answer.Status < 300, answer.ToString());
        return answer;
    }

    private async Task ExpectOnceAsync(string tom, string name, JsonElement policy)
    {
        var list = await Door.GetAsync(tom, $"{PolicyDesk.Policies}?scope=team&scopeId=platform&domain=actions&limit=200");
        Assert.Single(list.Json.GetProperty("policies").EnumerateArray(), one => PolicyDesk.Text(one, "name") == name);
        var versions = (await Door.GetAsync(tom, PolicyDesk.PathOf(policy) + "/versions")).Json.EnumerateArray().ToArray();
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
