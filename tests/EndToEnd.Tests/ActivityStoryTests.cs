using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OpenClaw.Contracts;
using OpenClaw.Testing;
using OpenClaw.Transparency;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Journey J11, "What did it do?": people look up what was done for them, administrators export it, an auditor verifies it.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class ActivityStoryTests(SharedSystem system, ITestOutputHelper output)
{
    private const int Limit = 6 * 60_000;
    private const string Audit = "/api/v1/audit";
    private const string Why = "reason=quarterly+review+of+activity";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const int Batch = 100;
    private static readonly int Actions = int.TryParse(Environment.GetEnvironmentVariable("J11_ACTIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count / Batch * Batch : 2_000;

    private static readonly string[] StepsOfABriefing = ["briefing_generate", "github_issue_read", "notification_deliver"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private static string Yesterday => Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(-1).ToString("O", CultureInfo.InvariantCulture));

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Sarah_FindsWhatWasDoneForHer_AndNothingOfMikes()
    {
        SharedSystem.RequireServers();
        var (sarah, mike) = (await Door.TokenAsync("sarah"), await Door.TokenAsync("mike"));
        var briefing = await Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "J11" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(briefing.Status == 201, briefing.ToString());
        var mikes = await Door.PostAsync(mike, "/api/v1/briefings", new { reason = "J11" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(mikes.Status == 201, mikes.ToString());

        await Door.SealedAsync();
        var clock = Stopwatch.StartNew();
        var day = await Door.GetAsync(sarah, $"{Audit}?userId=sarah&from={Yesterday}&limit=1000");
        output.WriteLine($"the last 24 hours after {clock.ElapsedMilliseconds} ms");
        var entries = day.Json.GetProperty("entries").EnumerateArray().ToArray();
        Assert.All(entries, entry => Assert.Equal("sarah", Word(entry, "userId")));
        var one = entries.First(entry => Word(entry, "requestId") == briefing.RequestId && Word(entry, "action") == "github_issue_read" && Word(entry, "phase") == "outcome");
        foreach (var fact in new[] { "timestamp", "actionType", "dataAccessed", "dataClassification", "policyApplied", "policyVersion", "policyResult", "outcome" })
        {
            Assert.True(one.TryGetProperty(fact, out var value) && value.ValueKind is not JsonValueKind.Null, $"no {fact} in {one}");
        }

        Assert.Equal(200, (await Door.GetAsync(sarah, $"{Audit}/{Word(one, "id")}")).Status);
        (await Door.GetAsync(mike, $"{Audit}/{Word(one, "id")}")).MustBeProblem(404, ErrorCodes.NotFound, "sarah's entry as mike");
        (await Door.GetAsync(sarah, $"{Audit}/requests/{mikes.RequestId}/timeline")).MustBeProblem(404, ErrorCodes.NotFound, "mike's request as sarah");
        Assert.Empty((await Door.GetAsync(sarah, $"{Audit}?userId=mike")).Json.GetProperty("entries").EnumerateArray());

        await TimelineIsCompleteAsync(sarah, briefing.RequestId!);
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Post })
        {
            var answer = await Door.SendAsync(method, await Door.TokenAsync("eve"), $"{Audit}/{Word(one, "id")}", null);
            Assert.True(answer.Status is 404 or 405, $"{method}: {answer}");
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Sarah_SeesHerDayInTheBriefing_AndHerWeeksInFigures()
    {
        SharedSystem.RequireServers();
        var sarah = await Door.TokenAsync("sarah");
        var before = await FiguresAsync(sarah);
        Assert.Equal(200, (await Door.PostAsync(sarah, "/api/v1/connectors/github/read/github_issue_read", new { })).Status);
        var question = new { action = "model_call_of_the_day", context = new { dataClassification = "restricted", additional = new { provider = "openai", model = "one" } } };
        var refused = await Door.PostAsync(sarah, "/api/v1/policies/evaluate", question);
        Assert.Equal("deny", Word(refused.Json, "decision"));
        await Eventually.AsyncTrue(
            async _ => (await Door.AuditAsync(sarah, refused.RequestId!)).Any(entry => Word(entry, "outcome") == "denied"), Patience, "the refusal is in the log", cancellationToken: Ended);

        var (briefing, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/briefings", new { reason = "J11" }, match: null);

        Assert.True(briefing.Status is 200 or 201, briefing.ToString());
        var day = briefing.Json.GetProperty("activity");
        var highlight = day.GetProperty("highlights").EnumerateArray().Single(one => Word(one, "requestId") == refused.RequestId);
        Assert.Equal(("model_call_of_the_day", "denied"), (Word(highlight, "action"), Word(highlight, "outcome")));
        Assert.True(day.GetProperty("counts").EnumerateArray().Single(one => Word(one, "actionType") == "data_access").GetProperty("success").GetInt64() > 0, $"{day}");
        Assert.Equal("ok", Word(day.GetProperty("connectors").GetProperty("github"), "status"));
        await Eventually.AsyncTrue(
            async _ => (await Door.AuditAsync(sarah, briefing.RequestId!)).Any(entry => Word(entry, "action") == "audit_activity_read" && Word(entry, "actorUserId") == AppIds.Briefing),
            Patience, "it is on record that the briefing read the log", cancellationToken: Ended);

        await CompleteATaskAsync(sarah);
        await Eventually.AsyncTrue(
            async _ =>
            {
                var now = await FiguresAsync(sarah);
                return now.Tasks > before.Tasks && now.Briefings > before.Briefings && now.Minutes >= before.Minutes + 10;
            },
            Patience, "briefing, task and minutes are in the figures", cancellationToken: Ended);
    }

    /// <summary><c>J11_ACTIONS=10000</c> drives the full number.</summary>
    [Fact(Timeout = 3 * Limit)]
    public async Task EveryDrivenAction_IsFoundByItsAdministrators_AndExportedWhole()
    {
        SharedSystem.RequireServers();
        var action = $"model_call_{Guid.NewGuid():N}"[..20];
        var clock = Stopwatch.StartNew();
        var driven = await DriveAsync(action, Actions / Batch);
        var (olga, eve, aud) = (await Door.TokenAsync("olga"), await Door.TokenAsync("eve"), await Door.TokenAsync("aud"));
        var outcomes = driven.SelectMany(one => one.Outcomes).GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());
        output.WriteLine($"{Actions} actions after {clock.Elapsed.TotalSeconds:0} s: {string.Join(", ", outcomes.Select(one => $"{one.Value} {one.Key}"))}");
        Assert.Equal(["denied", "pending_approval", "success"], outcomes.Keys.Order());

        // As many pairs as actions, whoever of those who may asks; as many of each end; and under every request its own.
        // A request that got no answer in time may have left entries too: they are not among these.
        var acknowledged = driven.Select(one => one.RequestId).ToHashSet();
        foreach (var token in new[] { olga, eve, aud })
        {
            var found = await EntriesAsync(token, $"{Audit}?action={action}&userId=sarah&from={Yesterday}&limit=1000");
            Assert.Equal(2 * Actions, found.Count(entry => acknowledged.Contains(Word(entry, "requestId")!)));
        }

        foreach (var (outcome, count) in outcomes)
        {
            Assert.Equal(count, (await EntriesAsync(aud, $"{Audit}?action={action}&outcome={outcome}&limit=1000")).Count(entry => acknowledged.Contains(Word(entry, "requestId")!)));
        }

        foreach (var (requestId, expected) in driven)
        {
            var entries = await Door.AuditAsync(aud, requestId);
            Assert.Equal(expected.Order(), entries.Where(entry => Word(entry, "phase") == "outcome").Select(entry => Word(entry, "outcome")!).Order());
            Assert.Equal(Batch, entries.Count(entry => Word(entry, "phase") == "intent"));
        }

        // Nina is of another organisation: Olga does not see her, Eve does.
        var (ninas, _) = await Door.InsistAsync(HttpMethod.Post, await Door.TokenAsync("nina"), "/api/v1/policies/evaluate", new { action, context = new { dataClassification = "internal" } });
        Assert.Equal(200, ninas.Status);
        Assert.Empty(await EntriesAsync(olga, $"{Audit}?action={action}&userId=nina&limit=10"));
        Assert.NotEmpty(await EntriesAsync(eve, $"{Audit}?action={action}&userId=nina&limit=10"));
        output.WriteLine($"reconciled after {clock.Elapsed.TotalSeconds:0} s");
        await ExportedWholeAsync(eve, action);
        output.WriteLine($"exported three times after {clock.Elapsed.TotalSeconds:0} s");
        (await Door.GetAsync(olga, $"{Audit}/export?{Why}")).MustBeProblem(403, ErrorCodes.PolicyDenied, "an export by whom the policy does not name");
        (await Door.GetAsync(await Door.TokenAsync("sarah"), $"{Audit}/export?{Why}")).MustBeProblem(403, ErrorCodes.Forbidden, "an export by a user");
    }

    [Fact(Timeout = Limit)]
    public async Task Auditor_VerifiesLogAndExportOffline()
    {
        SharedSystem.RequireServers();
        await DriveAsync("model_call_verified", batches: 1);
        var (aud, eve) = (await Door.TokenAsync("aud"), await Door.TokenAsync("eve"));
        await Door.SealedAsync();
        using var desk = new AuditorsDesk(Door);
        await desk.TakeAsync(aud);

        var (code, said) = await desk.VerifyAsync();
        output.WriteLine(said);
        Assert.True(code == 0, said);

        // One changed letter in one entry, and it is no longer what was signed.
        await desk.ChangeLogAsync(log => log.Replace("model_call_verified", "model_call_falsified", StringComparison.Ordinal));
        Assert.Equal(1, (await desk.VerifyAsync()).Code);

        // The export of everything is the same tree: what may not leave is there as hashes.
        var export = await ExportAsync(eve, "");
        var verified = await desk.VerifyExportAsync(export);
        Assert.True(verified.Code == 0, verified.Said);
        Assert.Equal(1, (await desk.VerifyExportAsync(export.Replace("model_call_verified", "model_call_falsified", StringComparison.Ordinal))).Code);
        var signed = SignedNote.Parse(Manifest(export).GetProperty("checkpoint").GetString()!)!;
        Assert.Contains($"root {Convert.ToBase64String(Checkpoint.Parse(signed.Text)!.Root)}\n", Manifest(export).GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("UPDATE audit.audit_entries SET outcome = 'success'")]
    [InlineData("DELETE FROM audit.audit_entries")]
    [InlineData("TRUNCATE audit.audit_entries")]
    public async Task Database_RefusesToChangeEntries_EvenToItsAdministrator(string statement)
    {
        SharedSystem.RequireServers();
        var aud = await Door.TokenAsync("aud");
        await DriveAsync("model_call_kept", batches: 1);
        var before = (await EntriesAsync(aud, $"{Audit}?action=model_call_kept&limit=1000")).Count;
        await using var connection = new NpgsqlConnection(await system.Running.OwnerOfAsync("audit-db", Ended));
        await connection.OpenAsync(Ended);

        await using var command = new NpgsqlCommand(statement, connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ended));

        output.WriteLine(refused.MessageText);
        Assert.Equal(before, (await EntriesAsync(aud, $"{Audit}?action=model_call_kept&limit=1000")).Count);
    }

    /// <summary>Questions of every outcome under one action, a hundred a request.</summary>
    private async Task<IReadOnlyList<(string RequestId, string[] Outcomes)>> DriveAsync(string action, int batches)
    {
        var sarah = await Door.TokenAsync("sarah");
        var questions = Enumerable.Range(0, Batch).Select(index => new
        {
            action,
            context = new
            {
                dataClassification = index % 10 == 0 ? "restricted" : index % 3 == 0 ? "public" : "internal",
                additional = new { provider = index % 10 != 0 && index % 4 == 0 ? "openai" : "self-hosted", model = "one" },
            },
        }).ToArray();
        var driven = new List<(string, string[])>();
        for (var batch = 0; batch < batches; batch++)
        {
            var (answer, _) = await Door.InsistAsync(HttpMethod.Post, sarah, "/api/v1/policies/evaluate/batch", new { requests = questions });
            Assert.True(answer.Status == 200, answer.ToString());
            driven.Add((answer.RequestId!, [.. answer.Json.GetProperty("answers").EnumerateArray().Select(one => Word(one, "decision") switch
            {
                "allow" => "success",
                "deny" => "denied",
                _ => "pending_approval",
            })]));
        }

        return driven;
    }

    /// <summary>In three formats, with what may not leave counted, and each on record.</summary>
    private async Task ExportedWholeAsync(string eve, string action)
    {
        var all = await EntriesAsync(eve, $"{Audit}?action={action}&limit=1000");
        var withheld = all.Count(entry => Word(entry, "dataClassification") == "restricted");
        var given = all.Count - withheld;
        Assert.True(given > 1000 && withheld > 100, $"{given} {withheld}");
        var ndjson = await ExportAsync(eve, $"action={action}");
        var lines = ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((given, withheld), (
            lines.Count(line => line.StartsWith("{\"id\":", StringComparison.Ordinal)), lines.Count(line => line.StartsWith("{\"withheld\":", StringComparison.Ordinal))));
        Assert.Contains($"\ncount {given}\nwithheld {withheld}\n", Manifest(ndjson).GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(given + 2, (await ExportAsync(eve, $"action={action}&format=csv")).Split("\r\n").Length);
        using var json = JsonDocument.Parse(await ExportAsync(eve, $"action={action}&format=json"));
        Assert.Equal(given, json.RootElement.GetProperty("entries").GetArrayLength());

        await Door.SealedAsync();
        var trail = await Door.GetAsync(eve, $"{Audit}?userId=eve&action=audit_export&outcome=success&limit=3");
        Assert.All(trail.Json.GetProperty("entries").EnumerateArray(), entry => Assert.Equal(given, entry.GetProperty("actionDetail").GetProperty("exported").GetInt64()));
    }

    private static JsonElement Manifest(string export) =>
        JsonSerializer.Deserialize<JsonElement>(export.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).GetProperty("manifest");

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync(string token, string path)
    {
        await Door.SealedAsync();
        var entries = new List<JsonElement>();
        await foreach (var entry in Door.PagesAsync(token, path, "entries", Ended))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<(long Tasks, long Briefings, long Minutes)> FiguresAsync(string token)
    {
        var weeks = (await Door.GetAsync(token, $"{Audit}/figures?weeks=52")).Json.GetProperty("weeks").EnumerateArray().ToArray();
        long Sum(string figure) => weeks.Sum(week => week.GetProperty(figure).GetInt64());
        return (Sum("tasksCompleted"), Sum("briefings"), Sum("minutesSaved"));
    }

    /// <summary>Any of hers, which is open again afterwards.</summary>
    private async Task CompleteATaskAsync(string token)
    {
        var id = Word((await Door.GetAsync(token, "/api/v1/tasks?status=discovered&status=active&limit=1")).Json.GetProperty("items")[0], "id");
        foreach (var verb in (string[])["complete", "reopen"])
        {
            await Eventually.AsyncTrue(
                async _ =>
                {
                    var tasks = await Door.GetAsync(token, "/api/v1/tasks?limit=200");
                    var task = tasks.Json.GetProperty("items").EnumerateArray().Single(one => Word(one, "id") == id);
                    return (await Door.PostAsync(token, $"/api/v1/tasks/{id}/{verb}", new { rowVersion = task.GetProperty("rowVersion").GetInt32() })).Status == 200;
                },
                Patience, $"the task can be changed: {verb}", cancellationToken: Ended);
        }
    }

    private async Task<string> ExportAsync(string token, string query)
    {
        var answer = await Door.GetAsync(token, $"{Audit}/export?{Why}&{query}");
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Text;
    }

    private async Task TimelineIsCompleteAsync(string token, string requestId)
    {
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var timeline = await Door.GetAsync(token, $"{Audit}/requests/{requestId}/timeline");
                last = timeline.ToString();
                var steps = timeline.Json.GetProperty("steps").EnumerateArray().ToArray();
                return timeline.Status == 200 && timeline.Json.GetProperty("missing").GetArrayLength() == 0 && steps.All(step => Word(step, "state") == "complete")
                    && StepsOfABriefing.All(action => steps.Any(step => Word(step, "action") == action));
            },
            Patience, "the story of the briefing is whole", () => last, Ended);
    }

    private static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
