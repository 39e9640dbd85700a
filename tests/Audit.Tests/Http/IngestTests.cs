using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Http;

public sealed class IngestTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Entry_WhenAcknowledged_IsReadBackAsItWasSent()
    {
        var intent = A.Intent(_tenant);
        var outcome = A.OutcomeOf(intent) with { ModelUsed = "local-7b", ModelTokens = new ModelTokens(12, 30), ActorUserId = "svc" };

        var accepted = await system.StoreAsync(intent, outcome);

        var page = await system.QueryAsync(A.Person(_tenant, "sarah"), "?sort=asc");
        Assert.Equal(new AuditBatchAccepted(2, 0), accepted);
        Assert.Equal([Json(intent), Json(outcome)], page.Entries.Select(Json));
    }

    [Fact]
    public async Task Batch_WhenSentAgainAndAgainAtOnce_IsStoredOnce()
    {
        var batch = new AuditBatch([.. Enumerable.Range(0, 20).Select(_ => A.Intent(_tenant))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(async _ =>
        {
            using var answer = await system.PostAsync(batch);
            return (await answer.Content.ReadFromJsonAsync<AuditBatchAccepted>(ContractsJson.Options))!;
        }));

        var page = await system.QueryAsync(A.Person(_tenant, "sarah"));
        Assert.Equal(20, page.Entries.Count);
        Assert.Equal(20, answers.Sum(answer => answer.Stored));
        Assert.Equal(24 * 20, answers.Sum(answer => answer.Duplicates));
    }

    [Fact]
    public async Task Batch_WithSomeStoredBefore_StoresTheRest_AlsoInAnotherMonth()
    {
        AuditEntry[] before = [A.Intent(_tenant), A.Intent(_tenant, at: A.Noon.AddMonths(-1))];
        AuditEntry[] after = [A.Intent(_tenant), A.Intent(_tenant, at: A.Noon.AddMonths(1))];
        await system.StoreAsync(before);

        // The id decides: repeated with another time it is still the same entry.
        var accepted = await system.StoreAsync([after[0], before[0], before[1] with { Timestamp = A.Noon.AddMonths(1) }, after[1]]);

        Assert.Equal(new AuditBatchAccepted(2, 2), accepted);
        var page = await system.QueryAsync(A.Person(_tenant, "sarah"));
        Assert.Equal(before.Concat(after).Select(entry => (entry.Id, entry.Timestamp)).Order(), page.Entries.Select(entry => (entry.Id, entry.Timestamp)).Order());
    }

    [Fact]
    public async Task Id_OfAnotherTenant_IsNoRepeat()
    {
        var mine = A.Intent(_tenant);
        var theirs = mine with { TenantId = A.Tenant() };

        var accepted = await system.StoreAsync(mine, theirs);

        Assert.Equal(2, accepted.Stored);
    }

    [Fact]
    public async Task Burst_OfManyProducers_IsStoredCompletely()
    {
        var entries = Enumerable.Range(0, 500).Select(index => A.Intent(_tenant, at: A.Noon.AddMilliseconds(index))).ToArray();

        await Task.WhenAll(entries.Select(entry => system.StoreAsync(entry)));

        var page = await system.QueryAsync(A.Person(_tenant, "sarah"), "?limit=1000&sort=asc");
        Assert.Equal(entries.Select(entry => entry.Id), page.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Entries_OfAnyMonth_FindAPartition()
    {
        DateTimeOffset[] times =
        [
            new(2019, 5, 15, 15, 20, 18, TimeSpan.Zero), new(2026, 1, 31, 23, 59, 59, 999, TimeSpan.Zero),
            new(2026, 2, 1, 0, 30, 0, TimeSpan.FromHours(1)), new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
        ];

        var accepted = await system.StoreAsync([.. times.Select(time => A.Intent(_tenant, at: time))]);

        Assert.Equal(times.Length, accepted.Stored);
    }

    [Fact]
    public async Task Faults_AreNamedPerEntryAndMember_AndNothingIsStored()
    {
        var good = A.Intent(_tenant);
        var bad = A.OutcomeOf(good) with
        {
            Id = Guid.NewGuid(),
            UserId = "",
            IntentId = null,
            Timestamp = TimeProvider.System.GetUtcNow().AddHours(1),
            SourceService = AppIds.Gateway,
            PolicyReason = "a\0b",
            DataAccessed = [new DataAccess("", Classification.Public, "x")],
            ActionDetail = new() { ["nul"] = "\0" },
        };

        using var answer = await system.PostAsync(new AuditBatch([good, bad]));

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(ErrorCodes.ValidationFailed, problem.GetProperty("code").GetString());
        string[] members = ["id", "userId", "intentId", "timestamp", "sourceService", "policyReason", "dataAccessed", "actionDetail"];
        Assert.Equal(
            members.Select(member => $"entries[1].{member}").Order(),
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        Assert.Empty((await system.QueryAsync(A.Auditor(_tenant))).Entries);
    }

    [Theory]
    [InlineData("not json", "bad-request", null)]
    [InlineData("{}", "validation-failed", "entries")]
    [InlineData("""{"entries":[]}""", "validation-failed", "entries")]
    [InlineData("""{"entries":[null]}""", "validation-failed", "entries[0]")]
    [InlineData("""{"entries":[{"id":"x"}]}""", "validation-failed", "entries[0].tenantId")]
    public async Task Body_ThatIsNoBatch_IsExplained(string body, string code, string? member)
    {
        using var request = system.Identity.AsService(AppIds.Connector, HttpMethod.Post, "/api/v1/audit/entries");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await system.Service.Client.SendAsync(request);

        var text = await answer.Content.ReadAsStringAsync();
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.InRange((int)answer.StatusCode, 400, 422);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.DoesNotContain("OpenClaw.", text, StringComparison.Ordinal);
        Assert.True(member is null || problem.GetProperty("errors").TryGetProperty(member, out _), text);
    }

    [Fact]
    public async Task Detail_WithNamesThatDifferInCaseOnly_IsStoredAsItIs()
    {
        var entry = A.Intent(_tenant) with { ActionDetail = new() { ["id"] = 1, ["ID"] = new JsonObject { ["A"] = 2, ["a"] = 3 } } };

        await system.StoreAsync(entry);

        var page = await system.QueryAsync(A.Person(_tenant, "sarah"));
        Assert.Equal([Json(entry)], page.Entries.Select(Json));
    }

    [Fact]
    public async Task Detail_WithANameTwice_IsRefusedByName()
    {
        var body = JsonSerializer.Serialize(new AuditBatch([A.Intent(_tenant) with { ActionDetail = new() { ["first"] = 1, ["twice"] = 2 } }]), ContractsJson.Options);
        using var request = system.Identity.AsService(AppIds.Connector, HttpMethod.Post, "/api/v1/audit/entries");
        request.Content = new StringContent(body.Replace("first", "twice", StringComparison.Ordinal), Encoding.UTF8, "application/json");

        using var answer = await system.Service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.StartsWith("entries[0].actionDetail", errors.EnumerateObject().Single().Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_IsRefused()
    {
        using var foreignApp = await system.PostAsync(new AuditBatch([A.Intent(_tenant)]), app: "intruder");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/audit/entries");
        using var nobody = await system.Service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, foreignApp.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Fact]
    public async Task Event_WithEntries_StoresTheGoodOnesAndDropsTheFaultyOnes()
    {
        var good = A.Intent(_tenant);
        var foreign = A.Intent(A.Tenant());

        var allGood = await DeliverAsync(good);
        var oneFaulty = await DeliverAsync(A.Intent(_tenant), foreign);

        var page = await system.QueryAsync(A.Person(_tenant, "sarah"));
        Assert.Equal("SUCCESS", allGood);
        Assert.Equal("DROP", oneFaulty);
        Assert.Equal(2, page.Entries.Count);
        Assert.Empty((await system.QueryAsync(A.Auditor(foreign.TenantId))).Entries);
    }

    private async Task<string?> DeliverAsync(params AuditEntry[] entries)
    {
        using var request = system.Identity.AsService("", HttpMethod.Post, "/events/audit-entries");
        request.Headers.Remove(HeaderNames.DaprCallerAppId);
        request.Content = JsonContent.Create(
            new { specversion = "1.0", id = "e-1", data = new AuditEntriesRecorded("e-1", _tenant, "request-0001", A.Noon, entries) },
            new("application/cloudevents+json"),
            ContractsJson.Options);
        using var answer = await system.Service.Client.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString();
    }

    private static string Json(AuditEntry entry) => JsonSerializer.Serialize(
        entry with { ActionDetail = new(entry.ActionDetail.OrderBy(pair => pair.Key).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))) },
        ContractsJson.Options);
}
