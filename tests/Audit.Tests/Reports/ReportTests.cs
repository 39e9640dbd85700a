using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using OpenClaw.Audit.Features.Reports;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests.Reports;

/// <summary>The company's week and month in figures (spec/audit.md 12).</summary>
public sealed class ReportTests(AuditSystem system)
{
    private static readonly ReportPeriod Week = ReportPeriod.WeekOf(DateTimeOffset.UtcNow.AddDays(-21));
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Report_CountsWhatEndedInThePeriod_AndNothingElse()
    {
        var (monday, sunday) = (Week.From, Week.To.AddMilliseconds(-1));
        await system.StoreAsync(
            Done(monday, policy: "acme-data"), Done(sunday, policy: "acme-data"),
            Done(monday, AuditActionType.ToolInvocation, AuditOutcome.Denied), Done(monday, AuditActionType.ToolInvocation, AuditOutcome.PendingApproval), Done(monday, AuditActionType.ToolInvocation, AuditOutcome.Error),
            Done(monday, AuditActionType.ModelCall) with { ModelUsed = "large", ModelTokens = new ModelTokens(10, 5) },
            Done(sunday, AuditActionType.ModelCall) with { ModelUsed = "large", ModelTokens = new ModelTokens(1, 2) },
            Done(sunday, AuditActionType.ModelCall) with { ModelUsed = "small" },
            Done(monday.AddMilliseconds(-1)), Done(Week.To), A.Intent(_tenant, at: monday), Done(monday, user: "mike") with { DataAccessed = [new DataAccess("gdrive:plan", Classification.Confidential, "connector_read")] });
        await system.StoreAsync(A.OutcomeOf(A.Intent(A.Tenant(), at: monday)));

        var report = await ReportAsync(A.Auditor(_tenant), $"?period=week&of={Week.Of}");

        Assert.Equal((Week.Of, Week.From, Week.To), (report.Of, report.From, report.To));
        Assert.Equal(
            [
                new ActivityCount(AuditActionType.ToolInvocation, 0, 1, 1, 1),
                new ActivityCount(AuditActionType.DataAccess, 3, 0, 0, 0),
                new ActivityCount(AuditActionType.ModelCall, 3, 0, 0, 0),
            ],
            report.Actions);
        Assert.Equal((1, 1), (report.Refused, report.SentToApproval));
        Assert.Equal([new PolicyFigures("acme-integrations", 7, 1), new PolicyFigures("acme-data", 2, 0)], report.Policies);
        Assert.Equal([new ModelFigures("large", 2, 11, 7), new ModelFigures("small", 1, 0, 0)], report.Models);
        Assert.Equal([new SourceFigures("github", Classification.Internal, 5), new SourceFigures("gdrive", Classification.Confidential, 1)], report.Sources);
    }

    [Fact]
    public async Task Report_OfAMonth_IsWithoutOf_TheOneThatEndedLast()
    {
        var month = ReportPeriod.EndedBefore(DateTimeOffset.UtcNow)[1];
        await system.StoreAsync(Done(month.From), Done(month.To.AddMilliseconds(-1)), Done(month.To));

        var report = await ReportAsync(A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin), "?period=month");

        Assert.Equal((month.Of, 2), (report.Of, Assert.Single(report.Actions).Success));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?period=day")]
    [InlineData("?period=week&of=2026-10")]
    [InlineData("?period=week&of=2026-W54")]
    [InlineData("?period=week&of=9999-W52")]
    [InlineData("?period=month&of=2026-13")]
    [InlineData("?period=month&of=2020-01")]
    public async Task Period_ThatIsNone_IsRefused(string query)
    {
        using var answer = await system.GetAsync(A.Auditor(_tenant), "/reports" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(Roles.OrgAdmin)]
    [InlineData(Roles.TeamLead)]
    [InlineData(Roles.User)]
    [InlineData(Roles.Operator)]
    public async Task Report_IsForThoseWhoLookAfterTheWholeLog(string role)
    {
        using var answer = await system.GetAsync(A.Person(_tenant, "sarah", "engineering", "platform", role), "/reports?period=week");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("2026-11-15", "2026-W46", "2026-11-09", "2026-11-16")]
    [InlineData("2026-11-16", "2026-W47", "2026-11-16", "2026-11-23")]
    [InlineData("2027-01-03", "2026-W53", "2026-12-28", "2027-01-04")]
    [InlineData("2024-12-31", "2025-W01", "2024-12-30", "2025-01-06")]
    public void Week_IsThatOfIso8601(string day, string name, string from, string to)
    {
        var week = ReportPeriod.WeekOf(At(day).AddHours(23));

        Assert.Equal(new ReportPeriod(true, name, At(from), At(to)), week);
        Assert.Equal(week, ReportPeriod.Parse("week", name));
    }

    [Fact]
    public void Periods_ThatEndedLast_AreTheWeekAndTheMonthBefore() =>
        Assert.Equal(["2025-W52", "2025-12"], ReportPeriod.EndedBefore(At("2026-01-01")).Select(period => period.Of));

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private AuditEntry Done(
        DateTimeOffset at, AuditActionType type = AuditActionType.DataAccess, AuditOutcome outcome = AuditOutcome.Success, string policy = "acme-integrations", string user = "sarah") =>
        A.OutcomeOf(A.Intent(_tenant, user), outcome) with { ActionType = type, PolicyApplied = policy, Timestamp = at };

    private async Task<AuditReport> ReportAsync(Caller caller, string query)
    {
        using var answer = await system.GetAsync(caller, "/reports" + query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<AuditReport>(ContractsJson.Options))!;
    }
}
