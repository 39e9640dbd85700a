using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Testing;

namespace OpenClaw.EndToEnd.Tests;

/// <summary>Logs and traces are read by more people than the data they tell of: no body, no credential may be in them.</summary>
[Collection(SystemTestGroup.Name)]
public sealed class TelemetryBadInputTests(SharedSystem system)
{
    private const int Limit = 2 * 60_000;
    private static readonly TimeSpan BatchPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    // Kept by the local run for sidecars; a connection string contains the password of a server.
    private static readonly string[] SecretNames =
        ["github-webhook-acme", "github-webhook-globex", "github-token", "oidc-client-secret", "redis-password", "rabbitmq-connection", "statestore-connection"];

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    private Door Door => system.Door;

    [Fact(Timeout = Limit)]
    public async Task Telemetry_OfGoodAndBadRequests_HoldsNoBodyAndNoCredential()
    {
        SharedSystem.RequireServers();
        var canary = $"canary{Guid.NewGuid():N}";
        var sarah = await Door.TokenAsync("sarah");
        var forged = await Door.TokenAsync("sarah", "forged");
        await Door.GetAsync(forged, "/api/v1/tasks");
        await Door.GetAsync(sarah, $"/api/v1/tasks?cursor={canary}");
        await Door.GetAsync(null, $"/api/v1/tasks?access_token={sarah}");
        await Door.GetAsync(null, $"/api/v1/auth/callback?code={canary}&state={canary}");
        await Door.PostAsync(sarah, "/api/v1/briefings", new { sources = new[] { canary } });
        var requestId = await DeliverAsync(canary);
        await ExpectAsync(requestId, "traces");
        await ExpectAsync(requestId, "logs");

        // Every process sends on its own clock; that something is absent shows only after all have sent.
        await Task.Delay(3 * BatchPause, Ended);

        string[] forbidden = [canary, sarah.Split('.')[2], forged.Split('.')[2], .. SecretNames.Select(system.Running.Secret)];
        foreach (var (text, index) in forbidden.Select((text, index) => (text, index)))
        {
            foreach (var kind in new[] { "traces", "logs" })
            {
                var found = await FindAsync(text, kind);
                Assert.True(found == "[]", $"no. {index} of what must not be in {kind} is there: {found}");
            }
        }
    }

    /// <summary>A good delivery whose body holds a word that nothing may repeat, and the same one forged.</summary>
    private async Task<string> DeliverAsync(string canary)
    {
        var (_, delivery) = Deliveries.Issue();
        var body = JsonNode.Parse(delivery.Body)!;
        body["issue"]!["body"] = $"Please keep {canary} to yourself.";
        var told = delivery with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
        await Door.DeliverAsync(told.Body, told.Sign(canary), told.DeliveryId, told.EventName);
        var answer = await Door.DeliverAsync(told.Body, told.Sign(system.Running.WebhookSecret), told.DeliveryId, told.EventName);
        Assert.Equal("accepted", answer.Word);
        return answer.RequestId!;
    }

    private Task<string> FindAsync(string text, string kind) => system.Telemetry.ReadAsync($"{kind}?text={Uri.EscapeDataString(text)}", Ended);

    /// <summary>What is searched for can be found: the search sees this story at all.</summary>
    private Task ExpectAsync(string text, string kind) => Eventually.AsyncTrue(
        async _ => await FindAsync(text, kind) != "[]", Patience, $"{kind} tell of {text}", cancellationToken: Ended);
}
