using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Connector.Tests.Support;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Policy;
using OpenClaw.Simulators.GitHub.Deliveries;

namespace OpenClaw.Connector.Tests.Http;

public sealed class WebhookTests
{
    private static readonly WebhookDelivery Assigned = Delivery("issues", Payload.Of("assigned", "tom-lead", "issue", Payload.Issue(assignees: "sarah-dev")));

    [Fact]
    public async Task Delivery_WhenSigned_IsPublishedOnceAndRecordedAsOnePair()
    {
        await using var host = await ConnectorHost.StartAsync();

        var receipt = await Send(host, Assigned);

        Assert.Equal((HttpStatusCode.Accepted, "accepted"), (receipt.Status, receipt.Word));
        var envelope = Assert.Single(host.Sidecar.Published);
        Assert.Equal($"github:github-acme:{Assigned.DeliveryId}", envelope["id"]!.GetValue<string>());
        Assert.Equal("acme", envelope["data"]!["tenantId"]!.GetValue<string>());
        Assert.Equal(receipt.RequestId, envelope["data"]!["requestId"]!.GetValue<string>());
        var (intent, requestId) = Assert.Single(host.Audit.Intents);
        Assert.Equal(receipt.RequestId, requestId);
        Assert.Equal("github_webhook_ingest", intent.Action);
        var (key, result) = Assert.Single(host.Audit.Outcomes);
        Assert.Equal(intent.OperationKey, key);
        Assert.Equal(AuditOutcome.Success, result.Outcome);
    }

    [Fact]
    public async Task Delivery_SentAgainAfterARestartWithAnotherBody_IsADuplicate()
    {
        await using var host = await ConnectorHost.StartAsync();
        await Send(host, Assigned);
        await host.RestartAsync();

        var again = await Send(host, Assigned);
        var altered = await Send(host, Delivery("issues", Payload.Of("closed", "tom-lead", "issue", Payload.Issue())) with { DeliveryId = Assigned.DeliveryId });

        Assert.Equal((HttpStatusCode.OK, "duplicate"), (again.Status, again.Word));
        Assert.Equal((HttpStatusCode.OK, "duplicate"), (altered.Status, altered.Word));
        Assert.Single(host.Sidecar.Published);
        Assert.Single(host.Audit.Intents);
    }

    [Theory]
    [InlineData("/api/v1/webhooks/github", "wrong")]
    [InlineData("/api/v1/webhooks/github", "")]
    [InlineData("/api/v1/webhooks/github/nobody", TestConnections.AcmeSecret)]
    [InlineData("/api/v1/webhooks/github", TestConnections.GlobexSecret)]
    public async Task Delivery_ThatNobodyWeKnowSigned_IsRefusedAndLeavesNothing(string path, string secret)
    {
        await using var host = await ConnectorHost.StartAsync();

        var receipt = await new WebhookSender(host.Http, secret, new Uri(host.Http.BaseAddress!, path))
            .SendAsync(Assigned, TestContext.Current.CancellationToken, secret.Length == 0 ? "" : null);

        Assert.Equal((HttpStatusCode.Unauthorized, ErrorCodes.InvalidSignature), (receipt.Status, receipt.Word));
        Assert.Empty(host.Sidecar.State);
        Assert.Empty(host.Sidecar.Published);
        Assert.Empty(host.Audit.Intents);
    }

    [Fact]
    public async Task Delivery_ForAHookId_IsTakenWhateverItsBodySays()
    {
        await using var host = await ConnectorHost.StartAsync();
        var sender = new WebhookSender(host.Http, TestConnections.AcmeSecret, new Uri(host.Http.BaseAddress!, $"/api/v1/webhooks/github/{TestConnections.AcmeHook}"));
        var stranger = Payload.Of("opened", "x", "issue", Payload.Issue());
        stranger["repository"]!["owner"]!["login"] = "globex-labs";

        var receipt = await sender.SendAsync(Delivery("issues", stranger), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, receipt.Status);
        Assert.Equal("acme", Assert.Single(host.Sidecar.Published)["data"]!["tenantId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Secret_WhenRotatedInTheStore_IsPickedUpByTheFirstDoubt()
    {
        await using var host = await ConnectorHost.StartAsync();
        await Send(host, Assigned);
        host.Sidecar.Secrets["github-webhook-acme"] = "rotated";

        var receipt = await new WebhookSender(host.Http, "rotated", Target(host))
            .SendAsync(Delivery("issues", Payload.Of("opened", "x", "issue", Payload.Issue(9))), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, receipt.Status);
    }

    [Theory]
    [InlineData("ping", HttpStatusCode.OK, "pong")]
    [InlineData("push", HttpStatusCode.Accepted, "ignored")]
    [InlineData("brand_new_event", HttpStatusCode.Accepted, "ignored")]
    [InlineData("issues", HttpStatusCode.Accepted, "unreadable")]
    public async Task Delivery_ThatBecomesNoItem_IsAcknowledgedAndCounted(string eventName, HttpStatusCode status, string word)
    {
        await using var host = await ConnectorHost.StartAsync();
        var counted = new List<string>();
        using var listener = Listen(counted);
        var delivery = Delivery(eventName, new JsonObject { ["repository"] = new JsonObject { ["owner"] = Payload.User("acme-robotics") } });

        var receipt = await Send(host, delivery);
        var again = await Send(host, delivery);

        Assert.Equal((status, word), (receipt.Status, receipt.Word));
        Assert.Equal((HttpStatusCode.OK, "duplicate"), (again.Status, again.Word));
        Assert.Empty(host.Sidecar.Published);
        Assert.Contains($"{(eventName == "brand_new_event" ? "other" : eventName)}:{word}", counted);
    }

    [Fact]
    public async Task Body_OverTheLimit_Is413WhetherAnnouncedOrNot()
    {
        await using var host = await ConnectorHost.StartAsync(options => options.MaxBodyBytes = 64 * 1024);
        var body = new byte[(64 * 1024) + 1];

        var announced = await host.Http.PostAsync(Target(host), new ByteArrayContent(body), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, Target(host)) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        var streamed = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, streamed.StatusCode);
        Assert.Contains(ErrorCodes.BodyTooLarge, await announced.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an id!")]
    [InlineData("a||b")]
    public async Task DeliveryId_ThatIsNotUsable_Is400(string deliveryId)
    {
        await using var host = await ConnectorHost.StartAsync();

        var receipt = await Send(host, Assigned with { DeliveryId = deliveryId });

        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.BadRequest), (receipt.Status, receipt.Word));
    }

    [Fact]
    public async Task Policy_WithoutABundle_Is503AndTheRepeatIsAccepted()
    {
        await using var host = await ConnectorHost.StartAsync();
        host.Policy.Decision = new PolicyDecision(PolicyResult.Deny, IPolicyEnforcement.EngineUnavailable, "none", "no bundle");
        var refused = await Send(host, Assigned);
        host.Policy.Decision = StubPolicy.Allow;

        var taken = await Send(host, Assigned);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, ErrorCodes.PolicyEngineUnavailable), (refused.Status, refused.Word));
        Assert.Equal(HttpStatusCode.Accepted, taken.Status);
        Assert.Equal([AuditOutcome.Denied, AuditOutcome.Success], host.Audit.Outcomes.Select(outcome => outcome.Result.Outcome));
        Assert.Equal(2, host.Audit.Outcomes.Select(outcome => outcome.Key).Distinct().Count());
    }

    [Fact]
    public async Task Policy_ThatDenies_Is403AndNothingIsPublished()
    {
        await using var host = await ConnectorHost.StartAsync();
        host.Policy.Decision = new PolicyDecision(PolicyResult.Deny, "integrations", "v1", "github is switched off");

        var receipt = await Send(host, Assigned);

        Assert.Equal((HttpStatusCode.Forbidden, ErrorCodes.PolicyDenied), (receipt.Status, receipt.Word));
        Assert.Empty(host.Sidecar.Published);
        Assert.Equal(AuditOutcome.Denied, Assert.Single(host.Audit.Outcomes).Result.Outcome);
    }

    [Fact]
    public async Task Route_WithoutTheSidecarsToken_Is401()
    {
        await using var host = await ConnectorHost.StartAsync();
        using var stranger = new HttpClient();

        var receipt = await new WebhookSender(stranger, TestConnections.AcmeSecret, Target(host)).SendAsync(Assigned, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, receipt.Status);
        Assert.Empty(host.Sidecar.State);
    }

    internal static WebhookDelivery Delivery(string eventName, JsonObject payload) =>
        new(eventName, eventName, Guid.NewGuid().ToString(), payload.Bytes());

    internal static Task<DeliveryReceipt> Send(ConnectorHost host, WebhookDelivery delivery) =>
        new WebhookSender(host.Http, TestConnections.AcmeSecret, Target(host)).SendAsync(delivery, TestContext.Current.CancellationToken);

    private static Uri Target(ConnectorHost host) => new(host.Http.BaseAddress!, "/api/v1/webhooks/github");

    private static MeterListener Listen(List<string> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "openclaw.connector.deliveries")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add($"{tags[0].Value}:{tags[1].Value}");
            }
        });
        listener.Start();
        return listener;
    }
}
