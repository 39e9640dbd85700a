using System.Net;
using System.Net.Http.Json;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>From the event to inbox, open windows and chat, through the real service.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Route = "/events/briefing-ready";
    private static readonly Guid Briefing = Guid.Parse("0195c3a0-0000-7000-8000-000000000001");
    private ServiceUnderTest _service = null!;
    private RunningChat _chat = null!;

    public async ValueTask InitializeAsync()
    {
        _chat = await RunningChat.StartAsync();
        _service = await ServiceUnderTest.StartAsync();
        _service.Sidecar.Bound = _chat.PostAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task Briefing_ReachesInboxWindowsAndChat()
    {
        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Ready()));

        var entry = Assert.Single((await InboxAsync()).Items);
        Assert.Equal(("briefing_ready", "delivered", $"/api/v1/briefings/{Briefing}"), (entry.Kind, entry.Chat, entry.Link));
        var message = Assert.Single((await _chat.TranscriptAsync())["messages"]!.AsArray())!;
        Assert.Equal($"briefing:{Briefing}:chat", message["idempotencyKey"]!.GetValue<string>());
        Assert.Contains("&lt;b&gt; Rotate keys", message["text"]!.GetValue<string>(), StringComparison.Ordinal);
        var (component, topic, _) = Assert.Single(_service.Sidecar.Published);
        Assert.Equal((ComponentNames.Broadcast, Topics.NotificationCreated), (component, topic));
        Assert.All(["notification_deliver", "chat_deliver"], action => Assert.Equal(2, _service.Audit.Of(action).Count));
    }

    [Fact]
    public async Task Briefing_DeliveredFiveTimesAtOnce_IsThereOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _service.DeliverAsync(Route, Ready())));

        Assert.All(answers, answer => Assert.Equal("SUCCESS", answer));
        Assert.Single((await InboxAsync()).Items);
        Assert.Single((await _chat.TranscriptAsync())["messages"]!.AsArray());
        Assert.Single(_service.Sidecar.EventsOf(Topics.NotificationCreated).Select(data => data["eventId"]!.GetValue<string>()).Distinct());
        Assert.Equal(2, _service.Audit.Of("chat_deliver").Count);
    }

    [Fact]
    public async Task Inbox_WrittenByManyAtOnce_LosesNothing()
    {
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.NewGuid()).ToArray();

        await Task.WhenAll(ids.Select(id => _service.DeliverAsync(Route, Ready(id))));

        Assert.Equal(12, (await InboxAsync()).Items.Count);
        Assert.All((await InboxAsync()).Items, entry => Assert.Equal("delivered", entry.Chat));
        Assert.True(_service.Sidecar.StateConflicts > 0, "Void: the writers never met.");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Chat_ThatFailsForNow_IsTriedAgainWithoutRepeatingTheInbox(int status)
    {
        await _chat.FailAsync(1, status);

        Assert.Equal("RETRY", await _service.DeliverAsync(Route, Ready()));
        Assert.Equal("pending", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.DoesNotContain(_service.Audit.Of("chat_deliver"), entry => entry.Phase == AuditPhase.Outcome);
        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Ready()));

        Assert.Equal("delivered", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Single(_service.Sidecar.Published);
        Assert.Equal(1, (await _chat.TranscriptAsync())["failures"]!.GetValue<int>());
    }

    [Fact]
    public async Task Chat_ThatRejectsForGood_IsShownAsUndelivered()
    {
        await _chat.FailAsync(1, 404);

        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Ready()));

        Assert.Equal("undelivered", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Contains(_service.Audit.Of("chat_deliver"), entry => entry.Outcome == AuditOutcome.Error);
    }

    [Fact]
    public async Task Chat_RefusedByPolicy_StillReachesTheInbox()
    {
        _service.Policy.Decide = action => action.Action == "chat_deliver" ? ScriptedPolicy.Deny : ScriptedPolicy.Allow;

        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Ready()));

        Assert.Equal("refused", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Empty((await _chat.TranscriptAsync())["messages"]!.AsArray());
    }

    [Fact]
    public async Task Delivery_WithoutAPolicyEngine_ComesAgain()
    {
        _service.Policy.Decide = _ => ScriptedPolicy.Unavailable;

        Assert.Equal("RETRY", await _service.DeliverAsync(Route, Ready()));
        Assert.Empty((await InboxAsync()).Items);
    }

    [Fact]
    public async Task Delivery_WithoutABriefing_GoesToTheDeadLetters() =>
        Assert.Equal("DROP", await _service.DeliverAsync(Route, Ready(Guid.Empty)));

    [Fact]
    public async Task Inbox_IsPagedReadAndPrivate()
    {
        for (var number = 0; number < 3; number++)
        {
            await _service.DeliverAsync(Route, Ready(Guid.NewGuid(), minutes: number));
        }

        var first = await InboxAsync("?limit=2");
        var second = await InboxAsync($"?limit=2&cursor={first.NextCursor}");
        var id = first.Items[0].Id;
        using var read = await _service.AsAsync("sarah", HttpMethod.Post, $"/api/v1/notifications/{id}/read");
        using var foreign = await _service.AsAsync("mike", HttpMethod.Post, $"/api/v1/notifications/{id}/read");

        Assert.Equal((2, 1, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (read.StatusCode, foreign.StatusCode));
        Assert.Equal(2, (await InboxAsync("?unread=true")).Items.Count);
        Assert.Equal(2, (await InboxAsync()).Unread);
    }

    [Fact]
    public async Task Inbox_WithoutAToken_Is401()
    {
        using var response = await _service.Client.GetAsync("/api/v1/notifications", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static BriefingReady Ready(Guid? briefing = null, int minutes = 0)
    {
        var id = briefing ?? Briefing;
        return new BriefingReady(
            $"briefing-ready:{id:N}",
            "acme",
            "request-1",
            new DateTimeOffset(2026, 3, 2, 8, minutes, 0, TimeSpan.Zero),
            "sarah",
            id,
            "acme:sarah:2026-03-02:on_demand:1",
            2,
            ["<b> Rotate keys", "Review retries"],
            Classification.Internal);
    }

    private async Task<NotificationPage> InboxAsync(string query = "")
    {
        using var response = await _service.AsAsync("sarah", HttpMethod.Get, $"/api/v1/notifications{query}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<NotificationPage>(ContractsJson.Options))!;
    }
}
