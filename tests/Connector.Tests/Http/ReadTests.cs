using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Connector.Tests.Support;
using OpenClaw.Contracts;
using OpenClaw.Simulators.GitHub;

namespace OpenClaw.Connector.Tests.Http;

public sealed class ReadTests
{
    private const string Issues = "github_issue_read";
    private const string Pulls = "github_pr_read";

    [Fact]
    public async Task Issues_OfAPerson_AreReadFromEveryRepositoryAndRecorded()
    {
        await using var host = await ConnectorHost.StartAsync();

        var result = await ReadAsync(host, Issues);

        Assert.Equal(SourceStatus.Ok, result.ConnectorStatus);
        Assert.True(result.Items.Count > 8, $"{result.Items.Count}");
        Assert.All(result.Items, item => Assert.Equal(ItemRelation.Assigned, item.ConcernedUsers["sarah"]));
        Assert.Equal(4, result.Items.Select(item => item.Repository).Distinct().Count());
        Assert.Contains(result.Items, item => item is { Repository: "acme-robotics/payload-sdk", Classification: Classification.Public });
        var (_, outcome) = Assert.Single(host.Audit.Outcomes);
        Assert.Equal(result.Items.Count, outcome.DataAccessed.Count);
        Assert.Equal(Classification.Restricted, outcome.DataClassification);
    }

    [Fact]
    public async Task PullRequests_ShowRequestedReviewsAndOwnOnesWithRequestedChanges()
    {
        await using var host = await ConnectorHost.StartAsync();

        var result = await ReadAsync(host, Pulls);

        Assert.Contains(result.Items, item => item.Title == "Warm the brake before the first move" && item.ConcernedUsers["sarah"] == ItemRelation.ReviewRequested);
        Assert.Contains(result.Items, item => item.Title == "Reserve the lift before the approach" && item.ConcernedUsers["sarah"] == ItemRelation.ChangesRequested);
        Assert.DoesNotContain(result.Items, item => item.Title == "State 24 V everywhere");
        Assert.Equal(2, Assert.Single(result.Items, item => item.Title == "Draw hall 4").FollowUpCount);
    }

    [Fact]
    public async Task Pages_AreFollowedToTheEnd_AndUnchangedOnesAreNotSentAgain()
    {
        await using var host = await ConnectorHost.StartAsync(options => options.PageSize = 2);
        var whole = await ReadAsync(host, Issues);
        var firstCalls = host.Sidecar.VendorCalls.Count;

        var again = await ReadAsync(host, Issues);

        Assert.False(whole.Truncated);
        Assert.Contains(host.Sidecar.VendorCalls, call => call.Contains("page=2", StringComparison.Ordinal));
        Assert.Equal(whole.Items.Select(item => item.Id), again.Items.Select(item => item.Id));
        Assert.True(host.Sidecar.VendorCalls.Count - firstCalls <= firstCalls);
    }

    [Fact]
    public async Task Reading_OverThePageCap_GoesOnWithTheCursor()
    {
        await using var host = await ConnectorHost.StartAsync(options => (options.PageSize, options.MaxPagesPerRead) = (2, 2));
        var seen = new HashSet<string>();
        string? cursor = null;
        var reads = 0;
        do
        {
            var part = await ReadAsync(host, Issues, cursor);
            seen.UnionWith(part.Items.Select(item => item.Id));
            cursor = part.NextCursor;
        }
        while (cursor is not null && ++reads < 30);

        Assert.InRange(reads, 2, 29);

        await using var unlimited = await ConnectorHost.StartAsync();
        Assert.Equal((await ReadAsync(unlimited, Issues)).Items.Select(item => item.Id).Order(), seen.Order());
    }

    [Theory]
    [InlineData("unavailable", SourceStatus.Unreachable)]
    [InlineData("unauthorized", SourceStatus.Error)]
    [InlineData("garbage", SourceStatus.Error)]
    [InlineData("secondary_limit", SourceStatus.Error)]
    public async Task Vendor_ThatFailsAtOnce_IsReportedInTheStatus(string fault, SourceStatus expected)
    {
        await using var host = await ConnectorHost.StartAsync();
        await FaultAsync(host, new FaultOrder(fault, 1));

        var result = await ReadAsync(host, Issues);

        Assert.Equal(expected, result.ConnectorStatus);
        Assert.Empty(result.Items);
        Assert.Equal(AuditOutcome.Error, Assert.Single(host.Audit.Outcomes).Result.Outcome);
    }

    [Fact]
    public async Task RateLimit_InTheMiddle_ShowsWhatIsKnownAndPausesTheConnection()
    {
        await using var host = await ConnectorHost.StartAsync();
        await FaultAsync(host, new FaultOrder("rate_limit", 1, RetryAfterSeconds: 60, PathContains: "fleet-console/issues?assignee=sarah"));

        var result = await ReadAsync(host, Issues);
        var calls = host.Sidecar.VendorCalls.Count;
        var paused = await ReadAsync(host, Issues);

        Assert.Equal(SourceStatus.Partial, result.ConnectorStatus);
        Assert.NotEmpty(result.Items);
        Assert.NotNull(result.NextCursor);
        Assert.Equal(SourceStatus.Partial, paused.ConnectorStatus);
        Assert.Equal(result.Items.Select(item => item.Id), paused.Items.Select(item => item.Id));
        Assert.Equal(calls, host.Sidecar.VendorCalls.Count);
    }

    [Fact]
    public async Task Ceiling_OfTheDecision_WithholdsWhatIsAboveIt()
    {
        await using var host = await ConnectorHost.StartAsync();
        host.Policy.Decision = StubPolicy.Allow with { Constraints = new JsonObject { ["max_classification"] = "internal" } };

        var result = await ReadAsync(host, Issues);

        Assert.DoesNotContain(result.Items, item => item.Classification > Classification.Internal);
        Assert.Equal(1, Assert.Single(host.Audit.Outcomes).Result.Detail["withheld"]!.GetValue<int>());
    }

    [Fact]
    public async Task Policy_ThatDenies_CallsNobody()
    {
        await using var host = await ConnectorHost.StartAsync();
        host.Policy.Decision = new PolicyDecision(PolicyResult.Deny, "integrations", "v2", "not for you");

        var response = await host.Http.SendAsync(host.AsPerson(HttpMethod.Post, $"/api/v1/connectors/github/read/{Issues}", "sarah"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("v2", response.Headers.GetValues("X-Policy-Version").Single());
        Assert.Empty(host.Sidecar.VendorCalls);
        Assert.Equal(AuditOutcome.Denied, Assert.Single(host.Audit.Outcomes).Result.Outcome);
    }

    [Theory]
    [InlineData("github_issue_write", "acme")]
    [InlineData("github_issue_read", "initech")]
    public async Task Reading_WhatIsNotOffered_Is404(string operation, string tenant)
    {
        await using var host = await ConnectorHost.StartAsync();

        var response = await host.Http.SendAsync(host.AsPerson(HttpMethod.Post, $"/api/v1/connectors/github/read/{operation}", "sarah", tenant), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("briefing", HttpStatusCode.OK)]
    [InlineData("gateway", HttpStatusCode.Forbidden)]
    public async Task InternalTwin_ServesTheBriefingServiceOnly(string app, HttpStatusCode expected)
    {
        await using var host = await ConnectorHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/connectors/github/read")
        {
            Content = JsonContent.Create(new ConnectorReadRequest("acme", "sarah", Pulls), options: ContractsJson.Options),
        };
        request.Headers.Add("dapr-caller-app-id", app);

        var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task InternalTwin_WithAnEmptyBody_Is400()
    {
        await using var host = await ConnectorHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/connectors/github/read") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("dapr-caller-app-id", "briefing");

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Connections_AreListedForTheOwnTenantOnly()
    {
        await using var host = await ConnectorHost.StartAsync();
        await WebhookTests.Send(host, WebhookTests.Delivery("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue())));

        var ended = TestContext.Current.CancellationToken;

        var refused = await host.Http.SendAsync(host.AsPerson(HttpMethod.Get, "/api/v1/connectors", "sarah"), ended);
        var response = await host.Http.SendAsync(host.AsPerson(HttpMethod.Get, "/api/v1/connectors", "tom", role: "team_lead"), ended);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var items = (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["items"]!.AsArray();
        var connection = Assert.Single(items)!;
        Assert.Equal("github-acme", connection["id"]!.GetValue<string>());
        Assert.Equal("issues", connection["lastEvent"]!.GetValue<string>());
    }

    private static async Task<ConnectorReadResult> ReadAsync(ConnectorHost host, string operation, string? cursor = null)
    {
        var path = $"/api/v1/connectors/github/read/{operation}{(cursor is null ? "" : $"?cursor={cursor}")}";
        var response = await host.Http.SendAsync(host.AsPerson(HttpMethod.Post, path, "sarah"), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await response.Content.ReadFromJsonAsync<ConnectorReadResult>(ContractsJson.Options, TestContext.Current.CancellationToken))!;
    }

    private static async Task FaultAsync(ConnectorHost host, FaultOrder order)
    {
        using var client = new HttpClient { BaseAddress = host.Vendor };
        (await client.PostAsJsonAsync("/simulator/faults", order, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
