using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Activity;
using OpenClaw.Contracts;

namespace OpenClaw.Audit.Tests.Activity;

/// <summary>A person's own figures by week: what was done for them, and the minutes it is taken to have saved (journey J11).</summary>
public sealed class FiguresTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    /// <summary>The last Monday but one, so that the week is over whenever this runs.</summary>
    private static DateTimeOffset Monday
    {
        get
        {
            var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
            return today.AddDays(-7 - (((int)today.DayOfWeek + 6) % 7));
        }
    }

    [Fact]
    public async Task Week_HoldsWhatWasDoneInIt_AndTheMinutesSaved()
    {
        var monday = Monday;
        var sunday = monday.AddDays(7).AddMilliseconds(-1);
        await system.StoreAsync(
            Done("auto-response.send", monday), Done("auto-response.send", sunday), Done("auto-response.send", sunday), Done("auto-response.retract", sunday, AuditActionType.PolicyDecision),
            Done("jira_comment", monday), Done("jira_transition", sunday), Done("jira_transition", sunday, outcome: AuditOutcome.Denied), Done("jira_read", sunday, AuditActionType.DataAccess),
            Done("briefing_task_update", monday, change: "Complete"), Done("briefing_task_update", monday, change: "Reopen"),
            Done("briefing_generate", monday), Done("briefing_generate", monday, AuditActionType.PolicyDecision),
            Exchange(monday, "one"), Exchange(sunday, "one"), Exchange(sunday, "two"),
            Done("auto-response.send", monday.AddMilliseconds(-1)), Done("briefing_generate", monday.AddDays(7)),
            Done("auto-response.send", monday, user: "mike"));

        var figures = await FiguresAsync("?weeks=5", figures => figures.Weeks.Sum(week => week.MinutesSaved) == 40);

        var weeks = figures.Weeks.ToDictionary(week => week.From);
        Assert.Equal(weeks.Keys.OrderDescending(), figures.Weeks.Select(week => week.From));
        Assert.Equal(new WeekFigures(monday, 3, 1, 33.3m, 2, 1, 2, 1, (3 * 2) + (2 * 2) + (2 * 4) + 10), weeks[monday]);
        var (before, after) = (weeks[monday.AddDays(-7)], weeks[monday.AddDays(7)]);
        Assert.Equal((1, 10, 1, 2), (after.Briefings, after.MinutesSaved, before.RepliesSent, before.MinutesSaved));
        Assert.Equal(new MinutesFormula(2, 2, 4, 10), figures.MinutesPer);
    }

    [Fact]
    public async Task Figures_OfNobodyYet_AreFourWeeksOfNothing()
    {
        var figures = await FiguresAsync("", _ => true);

        Assert.Equal(4, figures.Weeks.Count);
        Assert.All(figures.Weeks, week => Assert.Equal(new WeekFigures(week.From, 0, 0, null, 0, 0, 0, 0, 0), week));
        Assert.All(figures.Weeks, week => Assert.Equal((DayOfWeek.Monday, TimeSpan.Zero), (week.From.DayOfWeek, week.From.TimeOfDay)));
        Assert.InRange(DateTimeOffset.UtcNow - figures.Weeks[0].From, TimeSpan.Zero, TimeSpan.FromDays(7).Add(TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData("?weeks=0")]
    [InlineData("?weeks=53")]
    public async Task Weeks_OutOfRange_AreRefused(string query)
    {
        using var answer = await system.GetAsync(A.Person(_tenant, "sarah"), "/figures" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private AuditEntry Done(
        string action, DateTimeOffset at, AuditActionType type = AuditActionType.ToolInvocation, AuditOutcome outcome = AuditOutcome.Success, string? change = null, string user = "sarah") =>
        A.OutcomeOf(A.Intent(_tenant, user), outcome) with
        {
            Action = action,
            ActionType = type,
            Timestamp = at,
            ActionDetail = change is null ? [] : new JsonObject { ["change"] = change },
        };

    private AuditEntry Exchange(DateTimeOffset at, string conversation) =>
        Done("agent_exchange_reply", at, AuditActionType.AgentExchange) with { ActionDetail = new JsonObject { ["conversationId"] = conversation } };

    /// <summary>What is asked for, as soon as the log shows it.</summary>
    private async Task<PersonalFigures> FiguresAsync(string query, Func<PersonalFigures, bool> isThere)
    {
        PersonalFigures? figures = null;
        await Testing.Eventually.AssertAsync(async () =>
        {
            // A lead of the team: other people's work is not in one's own figures, whatever one may read.
            using var answer = await system.GetAsync(A.Person(_tenant, "sarah", "engineering", "platform", "team_lead"), "/figures" + query);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            figures = (await answer.Content.ReadFromJsonAsync<PersonalFigures>(ContractsJson.Options))!;
            Assert.True(isThere(figures), $"{figures.Weeks[0]} {figures.Weeks[^1]}");
        });
        return figures!;
    }
}
