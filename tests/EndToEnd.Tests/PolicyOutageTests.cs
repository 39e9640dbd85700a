using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using OpenClaw.Contracts;
using OpenClaw.Simulators.GitHub.Deliveries;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Without policy nothing governed happens, which is on record, and all of it works again once policy is back.</summary>
[Collection(DisturbedTestGroup.Name)]
public sealed class PolicyOutageTests(DisturbedSystem system, ITestOutputHelper output)
{
    private const int Limit = 6 * 60_000;

    // Restarted services go on for up to 60 s with what they kept on disk.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Started again, so that nothing but the bundles on disk can be what they go on with.
    private static readonly string[] EnforcementPoints = ["connector", "briefing", "notification"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Policy_Away_IsA503ThatDoesNothingAndIsAudited()
    {
        SharedSystem.RequireServers();
        var sarah = await Door.TokenAsync("sarah");
        var (_, first) = Deliveries.Issue();
        await ExpectAcceptedAsync(first);
        JsonElement task = default;
        await Eventually.AsyncTrue(
            async _ => (task = (await Door.GetAsync(sarah, "/api/v1/tasks?status=discovered&limit=1")).Json.GetProperty("items").EnumerateArray().FirstOrDefault()).ValueKind == JsonValueKind.Object,
            Patience,
            "sarah has a task",
            cancellationToken: Ended);
        await StopPolicyAsync(sarah);

        var before = await OwnedAsync(sarah);
        var (title, delivery) = Deliveries.Issue();
        var taskPath = $"/api/v1/tasks/{task.GetProperty("id").GetString()}/complete";
        (string Action, string User, DoorAnswer Answer)[] refused =
        [
            ("briefing_generate", "sarah", await BriefAsync(sarah)),
            ("briefing_task_update", "sarah", await Door.PostAsync(sarah, taskPath, new { rowVersion = task.GetProperty("rowVersion").GetInt32() })),
            ("github_issue_read", "sarah", await Door.PostAsync(sarah, "/api/v1/connectors/github/read/github_issue_read", new { })),
            ("github_webhook_ingest", "connector", await DeliverAsync(delivery)),
        ];

        var auditor = await Door.TokenAsync("aud");
        foreach (var (action, user, answer) in refused)
        {
            answer.MustBeProblem(503, ErrorCodes.PolicyEngineUnavailable, action);
            await ExpectRefusalOnRecordAsync(auditor, answer.RequestId!, action, user);
        }

        Assert.Equal(before, await OwnedAsync(sarah));
        await ExpectNoModelAndNoLevelAsync(sarah);

        var clock = Stopwatch.StartNew();
        await system.Running.CommandAsync("policy", KnownResourceCommands.StartCommand, Ended);
        await Eventually.AsyncTrue(async _ => (await BriefAsync(sarah)).Status == 201, Patience, "briefings are made again", cancellationToken: Ended);
        output.WriteLine($"governed again {clock.Elapsed.TotalSeconds:0.0} s after policy was started");
        await ExpectAcceptedAsync(delivery);
        await Eventually.AsyncTrue(
            async _ => (await Door.GetAsync(sarah, "/api/v1/tasks?limit=200")).Text.Contains(title, StringComparison.Ordinal),
            Patience,
            "the delivery that was refused has become a task",
            cancellationToken: Ended);
        await system.Running.WaitUntilHealthyAsync(Ended);
    }

    /// <summary>Journey J10: nobody is told a model, and nothing is called public, by a service that is away.</summary>
    private async Task ExpectNoModelAndNoLevelAsync(string sarah)
    {
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/v1/policies/route-model", new { dataClassification = "public", requestedModel = "local-llm-default" }),
            ("/api/v1/data/classify", new { connectorType = "github", isPublic = true }),
        })
        {
            var answer = await Door.PostAsync(sarah, path, body);
            answer.MustBeProblem(503, ErrorCodes.ServiceUnavailable, path);
            Assert.DoesNotContain("local-llm", answer.Text, StringComparison.Ordinal);
        }
    }

    private async Task StopPolicyAsync(string sarah)
    {
        await system.Running.CommandAsync("policy", KnownResourceCommands.StopCommand, Ended);
        foreach (var service in EnforcementPoints)
        {
            await system.Running.CommandAsync(service, KnownResourceCommands.RestartCommand, Ended);
        }

        // Until the restarted processes answer, the sidecars say that they cannot be reached.
        string? briefing = null, delivery = null;
        await Eventually.AsyncTrue(
            async _ =>
            {
                briefing = (await BriefAsync(sarah)).Code;
                delivery = (await DeliverAsync(Deliveries.Issue().Delivery)).Code;
                return (briefing, delivery) == (ErrorCodes.PolicyEngineUnavailable, ErrorCodes.PolicyEngineUnavailable);
            },
            Patience,
            "services whose bundles are too old say so",
            () => $"{briefing}, {delivery}",
            Ended);
    }

    private async Task ExpectRefusalOnRecordAsync(string auditor, string requestId, string action, string user)
    {
        IReadOnlyList<JsonElement> entries = [];
        await Eventually.AsyncTrue(
            async _ => (entries = [.. (await Door.AuditAsync(auditor, requestId)).Where(entry => entry.GetProperty("action").GetString() == action)]).Count >= 2,
            Patience,
            $"the refusal of {action} is on record",
            cancellationToken: Ended);
        var outcome = Assert.Single(entries, entry => entry.GetProperty("phase").GetString() == "outcome");
        Assert.Equal("denied", outcome.GetProperty("outcome").GetString());
        Assert.Equal("deny", outcome.GetProperty("policyResult").GetString());
        Assert.Equal(ErrorCodes.PolicyEngineUnavailable, outcome.GetProperty("policyApplied").GetString());
        Assert.Equal(user, outcome.GetProperty("userId").GetString());
    }

    /// <summary>What a refused request must leave as it was.</summary>
    private async Task<string> OwnedAsync(string sarah)
    {
        var lists = await Task.WhenAll(
            Door.GetAsync(sarah, "/api/v1/briefings?limit=100"), Door.GetAsync(sarah, "/api/v1/tasks?limit=200"), Door.GetAsync(sarah, "/api/v1/notifications?limit=200"));
        Assert.All(lists, list => Assert.Equal(200, list.Status));
        return string.Join('\n', lists.Select(list => list.Text));
    }

    private Task<DoorAnswer> BriefAsync(string token) =>
        Door.PostAsync(token, "/api/v1/briefings", new { reason = "outage" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));

    private Task<DoorAnswer> DeliverAsync(WebhookDelivery delivery) =>
        Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);

    private async Task ExpectAcceptedAsync(WebhookDelivery delivery)
    {
        var answer = await DeliverAsync(delivery);
        Assert.True(answer is { Status: 202, Word: "accepted" }, $"{answer}");
    }
}
