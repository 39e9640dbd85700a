using System.Net;
using System.Net.Http.Json;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Activity;

/// <summary>What was done for a person, as their briefing gets it from the log (spec/audit.md 12).</summary>
public sealed class ActivityTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Day_OfAPerson_IsCountedByKind_WithWhatWasRefusedAndWhatFailed()
    {
        await system.StoreAsync(
            Done("github_issue_read", AuditActionType.DataAccess, minutes: 1),
            Done("github_pr_read", AuditActionType.DataAccess, minutes: 9, outcome: AuditOutcome.Error),
            Done("email_send", AuditActionType.ToolInvocation, minutes: 2, outcome: AuditOutcome.Denied),
            Done("email_send", AuditActionType.ToolInvocation, minutes: 3, outcome: AuditOutcome.PendingApproval),
            Done("email_send", AuditActionType.PolicyDecision, minutes: 0, outcome: AuditOutcome.Denied),
            Done("github_issue_read", AuditActionType.DataAccess, minutes: -1),
            Done("github_issue_read", AuditActionType.DataAccess, minutes: 24 * 60),
            Done("github_issue_read", AuditActionType.DataAccess, user: "mike"),
            A.Intent(_tenant));
        await system.StoreAsync(A.OutcomeOf(A.Intent(A.Tenant())));

        var activity = await ActivityAsync(expected: 5);

        Assert.Equal(
            [
                new ActivityCount(AuditActionType.ToolInvocation, 0, 1, 0, 1),
                new ActivityCount(AuditActionType.DataAccess, 1, 0, 1, 0),
                new ActivityCount(AuditActionType.PolicyDecision, 0, 1, 0, 0),
            ],
            activity.Counts);
        Assert.Equal(["email_send PolicyDecision Denied", "email_send ToolInvocation Denied", "github_pr_read DataAccess Error"], activity.Highlights.Select(one => $"{one.Action} {one.ActionType} {one.Outcome}"));
        Assert.All(activity.Highlights, one => Assert.Equal(("acme-integrations", "reading is allowed", "request-0001"), (one.PolicyApplied, one.Reason, one.RequestId)));
        Assert.Equal(["github", "gmail"], activity.Connectors.Keys.Order());
        Assert.Equal((SourceStatus.Ok, 2L), (activity.Connectors["github"].Status, activity.Connectors["github"].Actions));
        Assert.Equal(SourceStatus.Denied, activity.Connectors["gmail"].Status);
        Assert.Equal(A.Noon.AddMinutes(-1), activity.Connectors["github"].LastAt);
    }

    [Fact]
    public async Task Refusals_BeyondTen_AreCounted_AndTheNewestShown()
    {
        await system.StoreAsync([.. Enumerable.Range(0, 14).Select(minute => Done("email_send", AuditActionType.ToolInvocation, minute, AuditOutcome.Denied))]);

        var activity = await ActivityAsync(expected: 14);

        Assert.Equal(14, Assert.Single(activity.Counts).Denied);
        Assert.Equal(Enumerable.Range(0, 10).Select(minute => A.Noon.AddMinutes(-minute)), activity.Highlights.Select(one => one.At));
    }

    [Fact]
    public async Task Replies_AreSummedUp_WithTheMinutesTheySaved()
    {
        await system.StoreAsync(
            Done("auto-response.send"), Done("auto-response.send"), Done("auto-response.send", outcome: AuditOutcome.Denied), Done("auto-response.send", outcome: AuditOutcome.Error),
            Done("auto-response.enqueue", outcome: AuditOutcome.PendingApproval), Done("auto-response.retract", AuditActionType.PolicyDecision),
            Done("auto-response.send", AuditActionType.PolicyDecision));

        var activity = await ActivityAsync(expected: 7);

        Assert.Equal(new AutoResponseSummary(2, 1, 1, 1, 1, 4), activity.AutoResponses);
    }

    [Fact]
    public async Task Reading_ByTheBriefing_IsInThePersonsLog()
    {
        await system.StoreAsync(Done("github_issue_read", AuditActionType.DataAccess));

        await ActivityAsync(expected: 1);

        await Testing.Eventually.AssertAsync(async () =>
        {
            var trail = await system.QueryAsync(A.Person(_tenant, "sarah"), "?action=audit_activity_read&sort=asc&limit=2");
            Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], trail.Entries.Select(entry => entry.Phase));
            Assert.All(trail.Entries, entry => Assert.Equal(
                ("sarah", AppIds.Briefing, "audit:entries"), (entry.UserId, entry.ActorUserId, Assert.Single(entry.DataAccessed).Source)));
        });
    }

    [Theory]
    [InlineData(AppIds.Briefing, "", 1, HttpStatusCode.BadRequest)]
    [InlineData(AppIds.Briefing, "sarah", -1, HttpStatusCode.BadRequest)]
    [InlineData(AppIds.Briefing, "sarah", 32, HttpStatusCode.BadRequest)]
    [InlineData(AppIds.Briefing, "nobody-yet", 31, HttpStatusCode.OK)]
    [InlineData(AppIds.Notification, "sarah", 1, HttpStatusCode.Forbidden)]
    [InlineData(AppIds.Gateway, "sarah", 1, HttpStatusCode.Forbidden)]
    public async Task Activity_IsForTheBriefingAlone_AndOfSomebodyAndSomeTime(string app, string user, int days, HttpStatusCode expected)
    {
        using var answer = await AskAsync(new ActivityRequest(_tenant, user, A.Noon, A.Noon.AddDays(days)), app);

        Assert.Equal(expected, answer.StatusCode);
    }

    private AuditEntry Done(
        string action, AuditActionType type = AuditActionType.ToolInvocation, int minutes = 0, AuditOutcome outcome = AuditOutcome.Success, string user = "sarah") =>
        A.OutcomeOf(A.Intent(_tenant, user), outcome) with { Action = action, ActionType = type, Timestamp = A.Noon.AddMinutes(-minutes) };

    /// <summary>The day that ends just after noon, as soon as it has all that was stored.</summary>
    private async Task<PersonActivity> ActivityAsync(long expected)
    {
        PersonActivity? activity = null;
        await Testing.Eventually.AssertAsync(async () =>
        {
            using var answer = await AskAsync(new ActivityRequest(_tenant, "sarah", A.Noon.AddDays(-1).AddSeconds(1), A.Noon.AddSeconds(1)), AppIds.Briefing);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            activity = (await answer.Content.ReadFromJsonAsync<PersonActivity>(ContractsJson.Options))!;
            Assert.Equal(expected, activity.Counts.Sum(count => count.Success + count.Denied + count.Error + count.PendingApproval));
        });
        return activity!;
    }

    private async Task<HttpResponseMessage> AskAsync(ActivityRequest request, string app)
    {
        using var message = system.Identity.AsService(app, HttpMethod.Post, "/internal/audit/activity");
        message.Content = JsonContent.Create(request, options: ContractsJson.Options);
        return await system.Service.Client.SendAsync(message);
    }
}
