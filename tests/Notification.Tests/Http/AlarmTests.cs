using OpenClaw.Contracts;
using OpenClaw.Notification.Features.Inbox;
using OpenClaw.ServiceDefaults.Identity;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Notification.Tests.Http;

/// <summary>An alarm about the audit log reaches those who look after it, once, and nobody else.</summary>
public sealed class AlarmTests : ServiceWithChat
{
    private const string Route = "/events/audit-alarm";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditAlarmRaised Tampered =
        new("alarm-1", "acme", "request-1", Noon, AuditAlarmKind.Tampered, "file: entry 7 is not the one that was <anchored>", 7);

    private static readonly AuditAlarmRaised Failing =
        new("alarm-2", AuditAlarmRaised.AllTenants, "request-2", Noon, AuditAlarmKind.AnchorFailing, "s3: the bucket is gone");

    [Fact]
    public async Task Tampering_ReachesAuditorsAdministratorsAndChat_AndOfItsCompanyOnly()
    {
        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Tampered));

        foreach (var role in (string[])[Roles.Auditor, Roles.EnterpriseAdmin])
        {
            var entry = Assert.Single((await InboxAsync(role)).Items);
            Assert.Equal(("audit_alarm", "/api/v1/audit-evidence"), (entry.Kind, entry.Link));
            Assert.Contains("entry 7 is not the one", entry.Text, StringComparison.Ordinal);
        }

        foreach (var role in (string[])[Roles.User, Roles.OrgAdmin, Roles.TeamLead, Roles.Operator])
        {
            Assert.Empty((await InboxAsync(role)).Items);
        }

        Assert.Empty((await InboxAsync(Roles.Auditor, "globex")).Items);
        var message = Assert.Single(await MessagesAsync())!;
        Assert.Contains("&lt;anchored&gt;", message["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingAnchor_ReachesWhoeverRunsTheDeployment()
    {
        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Failing));

        Assert.Contains("the bucket is gone", Assert.Single((await InboxAsync(Roles.Operator)).Items).Text, StringComparison.Ordinal);
        Assert.Empty((await InboxAsync(Roles.Auditor)).Items);
    }

    [Fact]
    public async Task RefusedActions_ReachAuditorsAndAdministrators_AndNotTheChat()
    {
        var refused = new AuditAlarmRaised("alarm-3", "acme", "request-3", Noon, AuditAlarmKind.Denied, "2 x gmail_send (policy acme-actions)");

        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, refused));

        foreach (var role in (string[])[Roles.Auditor, Roles.EnterpriseAdmin])
        {
            var entry = Assert.Single((await InboxAsync(role)).Items);
            Assert.Equal(("actions_refused", "/api/v1/audit?outcome=denied"), (entry.Kind, entry.Link));
            Assert.Contains("2 x gmail_send", entry.Text, StringComparison.Ordinal);
        }

        Assert.Empty((await InboxAsync(Roles.User)).Items);
        Assert.Empty((await InboxAsync(Roles.Auditor, "globex")).Items);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task RefusedActions_OfADay_AreOneEntry_ThatIsCountedUpAndNewAgain()
    {
        AuditAlarmRaised Counted(int count, int minute) => new(
            $"alarm-{minute}", "acme", "request-3", Noon.AddMinutes(minute), AuditAlarmKind.Denied, $"{count} x gmail_send (policy acme-actions)", Since: Noon.AddHours(-12));
        await Service.DeliverAsync(Route, Counted(2, 1));
        var first = Assert.Single((await InboxAsync(Roles.Auditor)).Items);
        using var read = await Service.AsAsync(Person(Roles.Auditor, "acme"), HttpMethod.Post, $"/api/v1/notifications/{first.Id}/read");

        // As a broker does it: the newest before an older one, and one twice.
        foreach (var alarm in (AuditAlarmRaised[])[Counted(9, 3), Counted(5, 2), Counted(9, 3)])
        {
            Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, alarm));
        }

        var inbox = await InboxAsync(Roles.Auditor);
        var entry = Assert.Single(inbox.Items);
        Assert.Equal((first.Id, 1), (entry.Id, inbox.Unread));
        Assert.Equal("Since 2026-03-02 00:00 UTC: 9 x gmail_send (policy acme-actions)", entry.Text);
        Assert.Equal("/api/v1/audit?outcome=denied&from=2026-03-02T00:00:00Z", entry.Link);
        await Service.DeliverAsync(Route, Counted(1, 24 * 60) with { Since = Noon.AddHours(12) });
        Assert.Equal(2, (await InboxAsync(Roles.Auditor)).Items.Count);
    }

    [Theory]
    [InlineData(AuditAlarmKind.ExternalMail, "external_mail_sent", "/api/v1/audit?action=email_send&outcome=success&from=2026-03-02T00:00:00Z")]
    [InlineData(AuditAlarmKind.ConfidentialAccess, "confidential_data_accessed", "/api/v1/audit?outcome=success&actionType=data_access&from=2026-03-02T00:00:00Z")]
    public async Task WhatAPolicyAsksFor_ReachesAuditorsAndAdministrators_AndNotTheChat(AuditAlarmKind kind, string name, string link)
    {
        var alarm = new AuditAlarmRaised("alarm-4", "acme", "request-4", Noon, kind, "2 x what_was_done", Since: Noon.AddHours(-12));

        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, alarm));

        foreach (var role in (string[])[Roles.Auditor, Roles.EnterpriseAdmin])
        {
            var entry = Assert.Single((await InboxAsync(role)).Items);
            Assert.Equal((name, link, "Since 2026-03-02 00:00 UTC: 2 x what_was_done"), (entry.Kind, entry.Link, entry.Text));
        }

        Assert.Empty((await InboxOfAsync(Lead("platform"))).Items);
        Assert.Empty((await InboxAsync(Roles.User)).Items);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task Reports_OfWeekAndMonth_AreTwoEntriesWithTheirLinks()
    {
        // The week and the month begin on the same Monday.
        var monday = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var kind in (AuditAlarmKind[])[AuditAlarmKind.WeeklyReport, AuditAlarmKind.MonthlyReport])
        {
            Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, new AuditAlarmRaised($"alarm-{kind}", "acme", "request-6", monday.AddDays(30), kind, "7 actions", Since: monday)));
        }

        foreach (var role in (string[])[Roles.Auditor, Roles.EnterpriseAdmin])
        {
            Assert.Equal(
                [("monthly_report", "7 actions", "/api/v1/audit/reports?period=month&of=2026-06"), ("weekly_report", "7 actions", "/api/v1/audit/reports?period=week&of=2026-W23")],
                (await InboxAsync(role)).Items.Select(entry => (entry.Kind, entry.Text, entry.Link!)).Order());
        }

        Assert.Empty((await InboxAsync(Roles.OrgAdmin)).Items);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task ManyAutomaticResponses_ReachTheLeadOfTheTeam_AndNobodyElse()
    {
        AuditAlarmRaised Counted(int count, string? team, int minute) => new(
            $"alarm-{team}-{minute}", "acme", "request-5", Noon.AddMinutes(minute), AuditAlarmKind.AutoResponses, $"{count} x auto-response.send", Since: Noon.AddHours(-12), TeamId: team);

        foreach (var alarm in (AuditAlarmRaised[])[Counted(2, "platform", 1), Counted(9, "design", 1), Counted(4, "platform", 2)])
        {
            Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, alarm));
        }

        var entry = Assert.Single((await InboxOfAsync(Lead("platform"))).Items);
        Assert.Equal(("many_auto_responses", "Since 2026-03-02 00:00 UTC: 4 x auto-response.send"), (entry.Kind, entry.Text));
        Assert.Equal("/api/v1/audit?action=auto-response.send&outcome=success&from=2026-03-02T00:00:00Z", entry.Link);
        Assert.Contains("9 x", Assert.Single((await InboxOfAsync(Lead("design"))).Items).Text, StringComparison.Ordinal);
        Caller[] others = [Lead(null), Lead("platform", "globex"), Lead("platform") with { UserId = "member", Roles = [Roles.User] }, Person(Roles.Auditor, "acme")];
        foreach (var other in others)
        {
            Assert.Empty((await InboxOfAsync(other)).Items);
        }

        // Who has no team has no manager here, so those who look after the log are told.
        await Service.DeliverAsync(Route, Counted(1, null, 3));
        Assert.Single((await InboxAsync(Roles.Auditor)).Items);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task Alarm_DeliveredOften_IsThereOnce_AndReadByOneIsStillNewToOthers()
    {
        await Chat.FailAsync(1, 503);
        Assert.Equal("RETRY", await Service.DeliverAsync(Route, Tampered));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Service.DeliverAsync(Route, Tampered))), answer => Assert.Equal("SUCCESS", answer));
        var entry = Assert.Single((await InboxAsync(Roles.EnterpriseAdmin)).Items);

        using var read = await Service.AsAsync(Person(Roles.EnterpriseAdmin, "acme"), HttpMethod.Post, $"/api/v1/notifications/{entry.Id}/read");

        Assert.True(read.IsSuccessStatusCode);
        Assert.Equal(0, (await InboxAsync(Roles.EnterpriseAdmin)).Unread);
        Assert.Equal(1, (await InboxAsync(Roles.Auditor)).Unread);
        Assert.Single(await MessagesAsync());
    }

    [Fact]
    public async Task Alarm_NeedsNeitherPolicyNorAuditLog()
    {
        Service.Policy.Decide = _ => ScriptedPolicy.Unavailable;
        Service.Audit.IsDown = true;

        Assert.Equal("SUCCESS", await Service.DeliverAsync(Route, Tampered));

        Assert.Single((await InboxAsync(Roles.Auditor)).Items);
    }

    private static Caller Lead(string? team, string tenant = "acme") => new(tenant, $"lead-{team}", [Roles.TeamLead], "engineering", team, null);

    private static Caller Person(string role, string tenant) => new(tenant, "person-" + role, [role], null, null, null);

    private Task<NotificationPage> InboxAsync(string role, string tenant = "acme") => InboxOfAsync(Person(role, tenant));
}
