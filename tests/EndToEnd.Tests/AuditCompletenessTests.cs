using System.Security.Cryptography;
using System.Text.Json;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>
/// Nothing escapes the log: every route of every service that acts leaves its intent and its outcome, so does every event
/// handler, and so does every refusal. Routes come from the running system's description, handlers from its subscriptions.
/// </summary>
[Collection(SystemTestGroup.Name)]
public sealed class AuditCompletenessTests(SharedSystem system)
{
    private const int Limit = 6 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task EveryRoute_SaysWhatTheLogSaysAboutIt()
    {
        SharedSystem.RequireServers();
        var operations = await ApiOperation.AllAsync(Door);

        Assert.Empty(operations.Where(one => GovernedRoutes.Of(one.ToString()) is null).Select(one => $"{one} has no row in {nameof(GovernedRoutes)}"));
        Assert.DoesNotContain(operations, one => one.Method != "GET" && !one.IsOpen && GovernedRoutes.Of(one.ToString()) is { Action: null, Reason: not { Length: > 20 } });
        var known = operations.Select(one => one.ToString().Replace("{**", "{", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(GovernedRoutes.Acting, operation => !known.Contains(operation));
    }

    [Fact(Timeout = Limit)]
    public async Task EveryAct_LeavesItsPair()
    {
        SharedSystem.RequireServers();
        var story = new ActStory(Door);

        await story.PlayAsync();

        var played = story.Done.Select(act => act.Operation).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(GovernedRoutes.Acting.Where(operation => !played.Contains(operation)).Select(operation => $"{operation} is not played by {nameof(ActStory)}"));
        var wrong = new List<string>();
        foreach (var act in story.Done)
        {
            wrong.AddRange(await FaultsAsync(act, GovernedRoutes.Of(act.Operation)!.Action!));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact(Timeout = Limit)]
    public async Task EveryRefusalByRole_IsOnRecord()
    {
        SharedSystem.RequireServers();
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        var refused = new HashSet<(string User, string Permission)>();
        foreach (var (user, role) in new[] { ("ravi", Roles.Operator), ("sarah", Roles.User), ("aud", Roles.Auditor) })
        {
            var token = await Door.TokenAsync(user);
            foreach (var operation in (await ApiOperation.AllAsync(Door)).Where(one => !one.IsOpen && !May(role, one.Permission!)))
            {
                var answer = await Door.SendAsync(new HttpMethod(operation.Method), token, operation.Fill(_ => Guid.CreateVersion7().ToString()), operation.EmptyBody);
                Assert.True(answer.Status == 403, $"{operation} as {user}: {answer}");
                refused.Add((user, operation.Permission!));
            }
        }

        var auditor = await Door.TokenAsync("eve");
        var recorded = new HashSet<(string User, string Permission)>();
        await Eventually.AsyncTrue(
            async token =>
            {
                await foreach (var entry in Door.PagesAsync(auditor, $"/api/v1/audit?action=access_refused&outcome=denied&limit=1000&from={since:O}".Replace("+", "%2B", StringComparison.Ordinal), "entries", token))
                {
                    var intent = await Door.GetAsync(auditor, $"/api/v1/audit/{entry.GetProperty("intentId").GetString()}");
                    recorded.Add((intent.Json.GetProperty("userId").GetString()!, intent.Json.GetProperty("actionDetail").GetProperty("permission").GetString()!));
                }

                return refused.IsSubsetOf(recorded);
            },
            Patience, "every refusal is on record", () => string.Join(", ", refused.Except(recorded)), Ended);
        Assert.True(refused.Count >= 10, $"only {refused.Count} refusals were tried");
    }

    [Fact(Timeout = Limit)]
    public async Task RefusalByPolicy_AndFailure_LeaveTheirPair()
    {
        SharedSystem.RequireServers();
        var (tom, sarah) = (await Door.TokenAsync("tom"), await Door.TokenAsync("sarah"));
        var briefing = await Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "finds tasks" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(briefing.Status == 201, briefing.ToString());
        var task = "";
        await Testing.Eventually.AssertAsync(async () =>
            task = (await Door.GetAsync(sarah, "/api/v1/tasks?limit=1")).Json.GetProperty("items").EnumerateArray().First().GetProperty("id").GetString()!);
        const string content = "blocked: [deleteEmail, closeGitHubPR, deleteJiraTicket, briefing_generate, briefing_task_update, github_issue_read]";
        var policy = await Door.PostAsync(tom, "/api/v1/policies", new { scope = "team", scopeId = "platform", domain = "actions", name = "completeness-team", version = "1.0.0", content, status = "active", changeReason = "completeness" });
        Assert.True(policy.Status == 201, policy.ToString());
        var wrong = new List<string>();
        try
        {
            await ExpectAsync("briefing_generate", "denied", () => Door.PostAsync(sarah, "/api/v1/briefings", new { reason = "denied" }));
            await ExpectAsync("briefing_task_update", "denied", () => Door.PostAsync(sarah, $"/api/v1/tasks/{task}/ack", new { rowVersion = 1 }));
            await ExpectAsync("github_issue_read", "denied", () => Door.PostAsync(sarah, "/api/v1/connectors/github/read/github_issue_read", new { }));
            await ExpectAsync("briefing_generate", "denied", () => Door.PostAsync(sarah, "/api/v1/policies/evaluate", new { action = "briefing_generate" }));
            await ExpectAsync("policy_create", "denied", async () => await Door.PostAsync(await Door.TokenAsync("olga"), "/api/v1/policies", new
            {
                scope = "org",
                scopeId = "engineering",
                domain = "actions",
                name = "completeness-wide",
                version = "1.0.0",
                content = "actions: {story_mail: autonomous}",
                status = "active",
                changeReason = "completeness",
            }));
        }
        finally
        {
            var ended = await Door.SendAsync(
                HttpMethod.Delete, tom, $"/api/v1/policies/{policy.Json.GetProperty("id").GetString()}", System.Net.Http.Json.JsonContent.Create(new { changeReason = "completeness" }), ("If-Match", "*"));
            Assert.True(ended.Status == 200, ended.ToString());
        }

        await ExpectAsync("audit_export", "denied", async () => await Door.GetAsync(await Door.TokenAsync("aud"), "/api/v1/audit/export?reason=not+in+export+roles"));
        await ExpectAsync("briefing_task_update", "error", () => Door.PostAsync(sarah, $"/api/v1/tasks/{Guid.NewGuid()}/complete", new { rowVersion = 1 }), untilPolicyIsBack: true);
        await ExpectAsync("notification_read", "error", () => Door.PostAsync(sarah, $"/api/v1/notifications/{Guid.NewGuid()}/read", new { }));
        await ExpectAsync("policy_simulate", "error", () => Door.PostAsync(sarah, "/api/v1/policies/simulate", new { action = "" }));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task ExpectAsync(string action, string outcome, Func<Task<DoorAnswer>> act, bool untilPolicyIsBack = false)
        {
            // A change of policy governs within seconds, not at once, on every replica.
            var last = "";
            await Eventually.AsyncTrue(
                async _ =>
                {
                    var answer = await act();
                    var entries = await Door.AuditAsync(await Door.TokenAsync("eve"), answer.RequestId!);
                    last = $"{answer} left {string.Join(", ", entries.Select(Describe))}";
                    return IsPaired(entries) && entries.Any(entry => Word(entry, "action") == action && Word(entry, "outcome") == outcome);
                },
                Patience, $"{action} leaves a pair that ends with {outcome}{(untilPolicyIsBack ? " again" : "")}", () => last, Ended);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task EveryEventHandler_LeavesItsPair()
    {
        SharedSystem.RequireServers();
        var files = Directory.GetFiles(Path.Combine(SolutionPaths.Root, "components", "subscriptions"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(GovernedEvents.Rows.Keys.Order(StringComparer.Ordinal), files);
        Assert.All(GovernedEvents.Rows.Values, row => Assert.True(row.Action is not null || row.Reason is { Length: > 20 }));

        // One delivery and one briefing set every handler in motion.
        var (_, delivery) = Deliveries.Issue();
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(system.Running.WebhookSecret), delivery.Body));
        var taken = await Door.DeliverAsync(delivery.Body, signature, delivery.DeliveryId, delivery.EventName);
        Assert.True(taken.Status == 202, taken.ToString());
        var briefing = await Door.PostAsync(await Door.TokenAsync("sarah"), "/api/v1/briefings", new { reason = "events" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));
        Assert.True(briefing.Status == 201, briefing.ToString());

        var auditor = await Door.TokenAsync("eve");
        (string? Service, string? Action)[] expected = [.. GovernedEvents.Rows.Values.Where(row => row.Action is not null).Select(row => (row.Service, row.Action)), ("connector", "github_webhook_ingest"), ("notification", "chat_deliver")];
        IReadOnlyList<JsonElement> entries = [];
        await Eventually.AsyncTrue(
            async _ =>
            {
                entries = [.. await Door.AuditAsync(auditor, taken.RequestId!), .. await Door.AuditAsync(auditor, briefing.RequestId!)];
                return IsPaired(entries) && expected.All(row => entries.Any(entry => Word(entry, "phase") == "outcome" && Word(entry, "sourceService") == row.Service && Word(entry, "action") == row.Action));
            },
            Patience, "every handler has recorded what it did", () => string.Join('\n', entries.Select(Describe)), Ended);
    }

    private static bool May(string role, string permission) =>
        PermissionTable.Of(role, permission) != Reach.None || PermissionTable.Of(Roles.User, permission) != Reach.None;

    /// <summary>What is wrong with what the log holds under the request of an act: at first nothing may be there yet.</summary>
    private async Task<IReadOnlyList<string>> FaultsAsync(DoneAct act, string action)
    {
        var expected = act.Answer.Status < 300 ? AnyEnd : ["error", "denied"];
        IReadOnlyList<JsonElement> entries = [];
        var limit = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(15);
        do
        {
            entries = await Door.AuditAsync(await Door.TokenAsync("eve"), act.Answer.RequestId!);
            if (IsPaired(entries) && entries.Any(entry => Word(entry, "action") == action && Word(entry, "phase") == "outcome" && expected.Contains(Word(entry, "outcome"))))
            {
                return [];
            }
        }
        while (DateTimeOffset.UtcNow < limit);

        return [$"{act.Operation} ({act.Answer.Status}) must leave a pair of {action}, left: {string.Join("; ", entries.Select(Describe))}"];
    }

    // A question about a policy may be answered with no, and still the act was done.
    private static readonly string[] AnyEnd = ["success", "denied", "pending_approval"];

    /// <summary>At least one pair, and no half of one.</summary>
    private static bool IsPaired(IReadOnlyList<JsonElement> entries)
    {
        var intents = entries.Where(entry => Word(entry, "phase") == "intent").Select(entry => Word(entry, "id")!).Order(StringComparer.Ordinal);
        var outcomes = entries.Where(entry => Word(entry, "phase") == "outcome").Select(entry => Word(entry, "intentId")!).Order(StringComparer.Ordinal);
        return entries.Count > 0 && intents.SequenceEqual(outcomes);
    }

    private static string Describe(JsonElement entry) => $"{Word(entry, "sourceService")} {Word(entry, "action")} {Word(entry, "phase")} {Word(entry, "outcome")}";

    private static string? Word(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
