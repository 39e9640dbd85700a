using System.Net;
using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>From the event to inbox, open windows and chat, through the real service.</summary>
public sealed class DeliveryTests : ServiceWithChat
{
    private const string Route = "/events/briefing-ready";
    private static readonly Caller Sarah = new("acme", "sarah", [Roles.User], "engineering", "platform", "Sarah");
    private static readonly Guid Briefing = Guid.Parse("0195c3a0-0000-7000-8000-000000000001");

    [Fact]
    public async Task Briefing_ReachesInboxWindowsAndChat()
    {
        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Ready()));

        var entry = Assert.Single((await InboxAsync()).Items);
        Assert.Equal(("briefing_ready", "delivered", $"/api/v1/briefings/{Briefing}"), (entry.Kind, entry.Chat, entry.Link));
        var message = Assert.Single(await MessagesAsync())!;
        Assert.Equal($"briefing:{Briefing}:chat", message["idempotencyKey"]!.GetValue<string>());
        Assert.Contains("&lt;b&gt; Rotate keys", message["text"]!.GetValue<string>(), StringComparison.Ordinal);
        var (component, topic, _) = Assert.Single(Service.Sidecar.Published);
        Assert.Equal((ComponentNames.Broadcast, Topics.NotificationCreated), (component, topic));
        Assert.All(["notification_deliver", "chat_deliver"], action => Assert.Equal(2, Service.Audit.Of(action).Count));
    }

    [Fact]
    public async Task Briefing_DeliveredFiveTimesAtOnce_IsThereOnce()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Service.DeliverAsync(Route, Ready())));

        Assert.All(answers, answer => Assert.Equal("SUCCESS", answer));
        Assert.Single((await InboxAsync()).Items);
        Assert.Single(await MessagesAsync());
        Assert.Single(Service.Sidecar.EventsOf(Topics.NotificationCreated).Select(data => data["eventId"]!.GetValue<string>()).Distinct());
        Assert.Equal(2, Service.Audit.Of("chat_deliver").Count);
    }

    [Fact]
    public async Task Inbox_WrittenByManyAtOnce_LosesNothing()
    {
        var ids = Enumerable.Range(0, 12).Select(_ => Guid.NewGuid()).ToArray();

        await Task.WhenAll(ids.Select(id => Service.DeliverAsync(Route, Ready(id))));

        Assert.Equal(12, (await InboxAsync()).Items.Count);
        Assert.All((await InboxAsync()).Items, entry => Assert.Equal("delivered", entry.Chat));
        Assert.True(Service.Sidecar.StateConflicts > 0, "Void: the writers never met.");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Chat_ThatFailsForNow_IsTriedAgainWithoutRepeatingTheInbox(int status)
    {
        await Chat.FailAsync(1, status);

        Assert.Equal("RETRY", await Service.DeliverAsync(Route, Ready()));
        Assert.Equal("pending", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.DoesNotContain(Service.Audit.Of("chat_deliver"), entry => entry.Phase == AuditPhase.Outcome);
        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Ready()));

        Assert.Equal("delivered", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Single(Service.Sidecar.Published);
        Assert.Equal(1, (await Chat.TranscriptAsync())["failures"]!.GetValue<int>());
    }

    [Fact]
    public async Task Chat_ThatRejectsForGood_IsShownAsUndelivered()
    {
        await Chat.FailAsync(1, 404);

        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Ready()));

        Assert.Equal("undelivered", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Contains(Service.Audit.Of("chat_deliver"), entry => entry.Outcome == AuditOutcome.Error);
    }

    [Fact]
    public async Task Chat_RefusedByPolicy_StillReachesTheInbox()
    {
        Service.Policy.Decide = action => action.Action == "chat_deliver" ? ScriptedPolicy.Deny : ScriptedPolicy.Allow;

        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Ready()));

        Assert.Equal("refused", Assert.Single((await InboxAsync()).Items).Chat);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task Delivery_WithoutAPolicyEngine_ComesAgain()
    {
        Service.Policy.Decide = _ => ScriptedPolicy.Unavailable;

        Assert.Equal("RETRY", await Service.DeliverAsync(Route, Ready()));
        Assert.Empty((await InboxAsync()).Items);
    }

    [Fact]
    public async Task Delivery_WithoutABriefing_GoesToTheDeadLetters() =>
        Assert.Equal("DROP", await Service.DeliverAsync(Route, Ready(Guid.Empty)));

    [Fact]
    public async Task Inbox_IsPagedReadAndPrivate()
    {
        for (var number = 0; number < 3; number++)
        {
            await Service.DeliverAsync(Route, Ready(Guid.NewGuid(), minutes: number));
        }

        var first = await InboxAsync("?limit=2");
        var second = await InboxAsync($"?limit=2&cursor={first.NextCursor}");
        var id = first.Items[0].Id;
        using var read = await Service.AsAsync("sarah", HttpMethod.Post, $"/api/v1/notifications/{id}/read");
        using var foreign = await Service.AsAsync("mike", HttpMethod.Post, $"/api/v1/notifications/{id}/read");

        Assert.Equal((2, 1, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (read.StatusCode, foreign.StatusCode));
        Assert.Equal(2, (await InboxAsync("?unread=true")).Items.Count);
        Assert.Equal(2, (await InboxAsync()).Unread);
    }

    [Fact]
    public async Task Inbox_WithoutAToken_Is401()
    {
        using var response = await Service.Client.GetAsync("/api/v1/notifications", TestContext.Current.CancellationToken);

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

    private Task<NotificationPage> InboxAsync(string query = "") => InboxOfAsync(Sarah, query);
}
