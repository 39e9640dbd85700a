using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OpenClaw.Audit.Tests.Sealing;
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

    private static readonly string[] StepsOfABriefing = ["briefing_generate", "github_issue_read", "notification_deliver"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

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

        var since = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(-1).ToString("O"));
        var clock = Stopwatch.StartNew();
        var day = await Door.GetAsync(sarah, $"{Audit}?userId=sarah&from={since}&limit=1000");
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
    public async Task EveryDrivenAction_IsFoundByItsAdministrators_AndExportedWhole()
    {
        SharedSystem.RequireServers();
        var action = $"j11_{Guid.NewGuid():N}"[..16];
        await DriveAsync(action, batches: 6);
        var (olga, eve, aud) = (await Door.TokenAsync("olga"), await Door.TokenAsync("eve"), await Door.TokenAsync("aud"));

        // 600 questions were asked, so there are 600 pairs, whoever of those who may asks.
        foreach (var token in new[] { olga, eve, aud })
        {
            Assert.Equal(1200, await CountAsync(token, $"{Audit}?action={action}&limit=1000"));
        }

        await SealedAsync(aud, action);
        var ndjson = await ExportAsync(eve, $"action={action}");
        var lines = ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1200, lines.Count(line => line.StartsWith("{\"id\":", StringComparison.Ordinal)));
        Assert.StartsWith("{\"manifest\":", lines[^1], StringComparison.Ordinal);
        Assert.Equal(1202, (await ExportAsync(eve, $"action={action}&format=csv")).Split("\r\n").Length);
        using var json = JsonDocument.Parse(await ExportAsync(eve, $"action={action}&format=json"));
        Assert.Equal(1200, json.RootElement.GetProperty("entries").GetArrayLength());

        var trail = await Door.GetAsync(eve, $"{Audit}?userId=eve&action=audit_export&outcome=success&limit=3");
        Assert.Equal([1200L, 1200L, 1200L], trail.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("actionDetail").GetProperty("exported").GetInt64()));
        (await Door.GetAsync(olga, $"{Audit}/export?{Why}")).MustBeProblem(403, ErrorCodes.PolicyDenied, "an export by whom the policy does not name");
        (await Door.GetAsync(await Door.TokenAsync("sarah"), $"{Audit}/export?{Why}")).MustBeProblem(403, ErrorCodes.Forbidden, "an export by a user");
    }

    [Fact(Timeout = Limit)]
    public async Task Auditor_VerifiesTheLogOffline()
    {
        SharedSystem.RequireServers();
        await DriveAsync("j11_verified", batches: 1);
        var (aud, eve) = (await Door.TokenAsync("aud"), await Door.TokenAsync("eve"));
        await SealedAsync(aud, "j11_verified");
        var folder = Directory.CreateTempSubdirectory("openclaw-j11-").FullName;
        var keys = (await Door.GetAsync(aud, $"{Audit}/keys")).Json.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!).ToArray();
        var checkpoint = (await Door.GetAsync(aud, $"{Audit}/checkpoint")).Text;
        var log = (await Door.GetAsync(aud, $"{Audit}/log")).Text;
        var files = (Keys: Path.Combine(folder, "log.key"), Checkpoint: Path.Combine(folder, "checkpoint"), Log: Path.Combine(folder, "log.ndjson"));
        await File.WriteAllLinesAsync(files.Keys, keys, Ended);
        await File.WriteAllTextAsync(files.Checkpoint, checkpoint, Ended);
        await File.WriteAllTextAsync(files.Log, log, Ended);

        var (code, said) = await Verifier.RunAsync("log", files.Log, "--checkpoint", files.Checkpoint, "--key", files.Keys);
        output.WriteLine(said);
        Assert.True(code == 0, said);

        // One changed letter in one entry, and it is no longer what was signed.
        await File.WriteAllTextAsync(files.Log, log.Replace("j11_verified", "j11_falsified", StringComparison.Ordinal), Ended);
        Assert.Equal(1, (await Verifier.RunAsync("log", files.Log, "--checkpoint", files.Checkpoint, "--key", files.Keys)).Code);

        // The export of everything is the same tree: what may not leave is there as hashes.
        var lines = (await ExportAsync(eve, "")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var tree = new Frontier();
        foreach (var line in lines[..^1])
        {
            tree.Append(line.StartsWith("{\"withheld\":", StringComparison.Ordinal)
                ? JsonDocument.Parse(line).RootElement.GetProperty("withheld").GetBytesFromBase64()
                : MerkleHash.Leaf(Encoding.UTF8.GetBytes(line)));
        }

        var signed = SignedNote.Parse(JsonDocument.Parse(lines[^1]).RootElement.GetProperty("manifest").GetProperty("checkpoint").GetString()!)!;
        Assert.Contains(keys, key => signed.IsSignedBy(NoteKey.Parse(key)!));
        Assert.Equal(Checkpoint.Parse(signed.Text)!.Root, tree.Root());
        Directory.Delete(folder, recursive: true);
    }

    private async Task DriveAsync(string action, int batches)
    {
        var sarah = await Door.TokenAsync("sarah");
        var questions = Enumerable.Range(0, 100).Select(_ => new { action, context = new { dataClassification = "internal" } }).ToArray();
        for (var batch = 0; batch < batches; batch++)
        {
            var answer = await Door.PostAsync(sarah, "/api/v1/policies/evaluate/batch", new { requests = questions });
            Assert.True(answer.Status == 200, answer.ToString());
        }
    }

    private async Task<int> CountAsync(string token, string path)
    {
        var count = 0;
        await foreach (var _ in Door.PagesAsync(token, path, "entries", Ended))
        {
            count++;
        }

        return count;
    }

    /// <summary>Waits until the newest entry of an action has its receipt.</summary>
    private async Task SealedAsync(string auditor, string action)
    {
        var newest = (await Door.GetAsync(auditor, $"{Audit}?action={action}&limit=1")).Json.GetProperty("entries")[0];
        var last = "";
        await Eventually.AsyncTrue(
            async _ =>
            {
                var answer = await Door.GetAsync(auditor, $"{Audit}/{Word(newest, "id")}/receipt");
                last = answer.ToString();
                return answer.Status == 200;
            },
            Patience, "the newest entry is sealed", () => last, Ended);
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
