using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Metrics;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests.Metrics;

/// <summary>A day of a company in figures (spec/auth.md 8): what they count, and that nobody is told of more than they administer.</summary>
public sealed class MetricsTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Day_OfTheCompany_IsCountedInItsLog()
    {
        await system.StoreAsync(ADay());

        var metrics = await MetricsAsync(A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin));

        Assert.Equal((5, 2, 5, 3, 16), (metrics.ActiveUsers, metrics.AutoResponsesSent, metrics.TasksDiscovered, metrics.ModelCalls, metrics.PolicyEvaluations));
        Assert.Equal((2, 1), (metrics.Actions.Denied, metrics.Actions.Pending));
        Assert.Equal([KeyValuePair.Create("gpt-best", new ModelMetrics(2, 150, 30)), KeyValuePair.Create("mix-best", new ModelMetrics(1, 7, 3))], metrics.Models.OrderBy(model => model.Key));
        Assert.Equal([KeyValuePair.Create("github", 3L)], metrics.ConnectorSyncs);
        Assert.Equal(TimeSpan.FromHours(24), metrics.CollectedAt - metrics.From);
        IsOrOneMore(14, metrics.Actions.Allowed);
        IsOrOneMore(34, metrics.AuditEntries);
        IsOrOneMore(36, metrics.AuditLogSize!.Value);
    }

    [Fact]
    public async Task Day_ForAnOrganisationsAdministrator_IsTheOrganisations()
    {
        await system.StoreAsync(ADay());

        var metrics = await MetricsAsync(A.Person(_tenant, "olga", "engineering", null, Roles.OrgAdmin));

        Assert.Equal((3, 2, 2, 2, 8), (metrics.ActiveUsers, metrics.AutoResponsesSent, metrics.TasksDiscovered, metrics.ModelCalls, metrics.PolicyEvaluations));
        Assert.Equal((1, 0), (metrics.Actions.Denied, metrics.Actions.Pending));
        Assert.Equal([KeyValuePair.Create("gpt-best", new ModelMetrics(2, 150, 30))], metrics.Models);
        Assert.Empty(metrics.ConnectorSyncs);
        Assert.Null(metrics.AuditLogSize);
        IsOrOneMore(7, metrics.Actions.Allowed);
        IsOrOneMore(16, metrics.AuditEntries);
    }

    [Fact]
    public async Task Day_ForAnAdministratorWithoutAnOrganisation_IsTheirOwn()
    {
        await system.StoreAsync(ADay());

        var metrics = await MetricsAsync(A.Person(_tenant, "olga", roles: Roles.OrgAdmin));

        Assert.Equal((1, 0, 0, 1, (long?)null), (metrics.ActiveUsers, metrics.AutoResponsesSent, metrics.ModelCalls, metrics.PolicyEvaluations, metrics.AuditLogSize));
        IsOrOneMore(2, metrics.AuditEntries);
    }

    [Fact]
    public async Task Day_OfAnotherCompany_IsCountedNowhere()
    {
        await system.StoreAsync(ADay());

        var metrics = await MetricsAsync(A.Person(A.Tenant(), "eve", roles: Roles.EnterpriseAdmin));

        Assert.Equal((0, 0, 0, 0), (metrics.AutoResponsesSent, metrics.TasksDiscovered, metrics.ModelCalls, metrics.PolicyEvaluations));
        Assert.Equal((0, 0), (metrics.Models.Count, metrics.ConnectorSyncs.Count));
        IsOrOneMore(0, metrics.AuditEntries);
        IsOrOneMore(0, metrics.AuditLogSize!.Value);
    }

    [Theory]
    [InlineData(Roles.User, HttpStatusCode.Forbidden)]
    [InlineData(Roles.TeamLead, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Auditor, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Operator, HttpStatusCode.OK)]
    [InlineData(Roles.OrgAdmin, HttpStatusCode.OK)]
    [InlineData(Roles.EnterpriseAdmin, HttpStatusCode.OK)]
    public async Task Metrics_AreForAdministratorsAndOperators(string role, HttpStatusCode expected)
    {
        using var answer = await AskAsync(A.Person(_tenant, "somebody", "engineering", "platform", role));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Reading_IsOnRecord()
    {
        var eve = A.Person(_tenant, "eve", roles: Roles.EnterpriseAdmin);

        await MetricsAsync(eve);

        var trail = await system.QueryAsync(eve, "?action=audit_metrics&sort=asc");
        Assert.Equal([AuditOutcome.Pending, AuditOutcome.Success], trail.Entries.Select(entry => entry.Outcome));
        Assert.All(trail.Entries, entry => Assert.Equal(("eve", AuditActionType.DataAccess), (entry.UserId, entry.ActionType)));
    }

    /// <summary>17 pairs of today and one of before, of engineering unless they say otherwise; and one of another company.</summary>
    private AuditEntry[] ADay() =>
    [
        .. Pair("sarah", "auto-response.send"),
        .. Pair("sarah", "auto-response.send"),
        .. Pair("mike", "auto-response.send", AuditOutcome.Denied, org: "engineering/labs"),
        .. Pair("nina", "auto-response.send", AuditOutcome.PendingApproval, org: "product"),
        .. Pair("sarah", "auto-response.send", type: AuditActionType.PolicyDecision),
        .. Pair("sarah", "model_call", type: AuditActionType.ModelCall, model: "gpt-best", tokens: new ModelTokens(100, 20)),
        .. Pair("sarah", "model_call", type: AuditActionType.ModelCall, model: "gpt-best", tokens: new ModelTokens(50, 10)),
        .. Pair("nina", "model_call", type: AuditActionType.ModelCall, model: "mix-best", tokens: new ModelTokens(7, 3), org: "product"),
        .. Pair("mike", "model_call", AuditOutcome.Error, AuditActionType.ModelCall, "gpt-best", new ModelTokens(1, 1), org: "engineering-old"),
        .. Discovery("mike", AppIds.Briefing, "briefing_discover", 3, org: null),
        .. Discovery("sarah", "sarah", "briefing_generate", 2, org: "engineering"),
        .. Pair(AppIds.Connector, "github_webhook_ingest", type: AuditActionType.ConnectorEvent, org: null),
        .. Pair(AppIds.Connector, "github_webhook_ingest", type: AuditActionType.ConnectorEvent, org: null),
        .. Pair(AppIds.Connector, "github_webhook_ingest", type: AuditActionType.ConnectorEvent, org: null),
        .. Pair(AppIds.Connector, "github_webhook_ingest", AuditOutcome.Denied, AuditActionType.ConnectorEvent, org: null),
        .. Pair("eve", "service_account_create", type: AuditActionType.AdminChange, org: null).Select(entry => entry with { PolicyApplied = "system" }),
        .. Pair("olga", "briefing_task_update"),
        .. Pair("sarah", "auto-response.send").Select(entry => entry with { Timestamp = entry.Timestamp.AddHours(-24) }),
        .. Pair("sarah", "auto-response.send").Select(entry => entry with { TenantId = _tenant + "-2" }),
    ];

    private IEnumerable<AuditEntry> Discovery(string user, string actor, string action, int tasks, string? org) =>
        Pair(user, action, type: AuditActionType.ConnectorEvent, org: org).Select(entry => entry with
        {
            ActorUserId = actor,
            ActionDetail = entry.Phase == AuditPhase.Outcome ? new JsonObject { ["discovered"] = tasks } : [],
        });

    private AuditEntry[] Pair(
        string user, string action, AuditOutcome outcome = AuditOutcome.Success, AuditActionType type = AuditActionType.ToolInvocation,
        string? model = null, ModelTokens? tokens = null, string? org = "engineering")
    {
        var intent = A.Intent(_tenant, user, DateTimeOffset.UtcNow.AddHours(-1)) with
        {
            Action = action,
            ActionType = type,
            ModelUsed = model,
            OrgUnit = org,
            TeamId = null,
            PolicyResult = outcome switch
            {
                AuditOutcome.Denied => PolicyResult.Deny,
                AuditOutcome.PendingApproval => PolicyResult.RequireApproval,
                _ => PolicyResult.Allow,
            },
        };
        return [intent, A.OutcomeOf(intent, outcome) with { ModelTokens = tokens }];
    }

    /// <summary>The reading is on record before it counts, so that it may find itself.</summary>
    private static void IsOrOneMore(long expected, long found) => Assert.InRange(found, expected, expected + 1);

    private async Task<CompanyMetrics> MetricsAsync(Caller caller)
    {
        using var answer = await AskAsync(caller);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CompanyMetrics>(ContractsJson.Options))!;
    }

    private async Task<HttpResponseMessage> AskAsync(Caller caller)
    {
        using var request = system.Identity.AsPerson(caller, HttpMethod.Get, "/api/v1/metrics");
        return await system.Service.Client.SendAsync(request);
    }
}
