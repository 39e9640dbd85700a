using System.Text.Json;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>One story is one trace under one request id, across every process it passes through.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class TraceTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Delivery_FromDoorToDesk_IsOneTrace()
    {
        SharedSystem.RequireServers();
        var (_, delivery) = Deliveries.Issue();

        var answer = await Door.DeliverAsync(delivery.Body, delivery.Sign(system.Running.WebhookSecret), delivery.DeliveryId, delivery.EventName);

        Assert.Equal("accepted", answer.Word);
        await ExpectOneStoryAsync(
            answer.RequestId!,
            ["github_webhook_ingest", "briefing_discover"],
            ["gateway", "gateway-dapr", "connector", "connector-dapr", "briefing", "briefing-dapr", "audit", "audit-dapr"]);
    }

    [Fact(Timeout = Limit)]
    public async Task Briefing_FromDoorToInbox_IsOneTrace()
    {
        SharedSystem.RequireServers();

        var answer = await Door.PostAsync(await Door.TokenAsync("sarah"), "/api/v1/briefings", new { reason = "trace" }, ("Idempotency-Key", Guid.NewGuid().ToString("N")));

        Assert.Equal(201, answer.Status);
        await ExpectOneStoryAsync(
            answer.RequestId!,
            ["briefing_generate", "github_issue_read", "github_pr_read", "notification_deliver", "chat_deliver"],
            ["gateway", "gateway-dapr", "briefing", "briefing-dapr", "connector", "connector-dapr", "notification", "notification-dapr", "audit", "audit-dapr"]);
    }

    private async Task ExpectOneStoryAsync(string requestId, string[] actions, string[] services)
    {
        var auditor = await Door.TokenAsync("aud");
        IReadOnlyList<JsonElement> entries = [];
        await Eventually.AsyncTrue(
            async _ =>
            {
                entries = await Door.AuditAsync(auditor, requestId);
                return actions.All(action => HasPair(entries, action));
            },
            Patience,
            $"each of {string.Join(", ", actions)} has one intent and one outcome under {requestId}",
            () => string.Join(", ", entries.Select(entry => $"{entry.GetProperty("action")} {entry.GetProperty("phase")}")),
            Ended);
        var trace = Assert.Single(entries.Select(entry => entry.GetProperty("traceId").GetString()!).Distinct());
        await ExpectWholeTraceAsync(trace, services);
    }

    private static bool HasPair(IReadOnlyList<JsonElement> entries, string action)
    {
        var intents = entries.Where(entry => entry.GetProperty("action").GetString() == action && entry.GetProperty("phase").GetString() == "intent").ToArray();
        return intents.Length > 0 && intents.All(intent => entries.Count(entry =>
            entry.TryGetProperty("intentId", out var id) && id.GetString() == intent.GetProperty("id").GetString()) == 1);
    }

    /// <summary>All services are in it, and every span hangs on another of it but the first.</summary>
    private async Task ExpectWholeTraceAsync(string trace, string[] services)
    {
        IReadOnlyList<JsonElement> spans = [];
        await Eventually.AsyncTrue(
            async token =>
            {
                spans = await system.Telemetry.SpansAsync(trace, token);
                return services.All(service => spans.Any(span => ServiceOf(span) == service)) && Roots(spans).Length == 1;
            },
            Patience,
            $"trace {trace} joins {string.Join(", ", services)} under one root",
            () => $"{string.Join(", ", spans.Select(ServiceOf).Distinct())}; roots: {string.Join(", ", Roots(spans).Select(root => $"{ServiceOf(root)} {root.GetProperty("name")}"))}",
            Ended);
        Assert.Equal("gateway", ServiceOf(Roots(spans)[0]));
    }

    private static JsonElement[] Roots(IReadOnlyList<JsonElement> spans)
    {
        var known = spans.Select(span => span.GetProperty("spanId").GetString()).ToHashSet();
        return [.. spans.Where(span => !known.Contains(span.TryGetProperty("parentId", out var parent) ? parent.GetString() : null))];
    }

    private static string ServiceOf(JsonElement span) => span.GetProperty("source").GetProperty("service").GetString()!;
}
