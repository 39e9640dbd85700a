using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenClaw.Audit.Features.Timeline;
using OpenClaw.Contracts;
using OpenClaw.ServiceDefaults.Identity;

namespace OpenClaw.Audit.Tests.Timeline;

public sealed class TimelineTests(AuditSystem system)
{
    private readonly string _tenant = A.Tenant();

    [Fact]
    public async Task Request_IsToldAsActionsWithDecisionEffectAndOutcome()
    {
        var read = A.Intent(_tenant);
        var write = A.Intent(_tenant, at: A.Noon.AddSeconds(2)) with { Action = "github_comment", PolicyResult = PolicyResult.Deny, PolicyReason = "not on Fridays" };
        await system.StoreAsync(
            A.OutcomeOf(write, AuditOutcome.Denied),
            write,
            A.OutcomeOf(read) with { ActionDetail = new JsonObject { ["items"] = 3 } },
            read,
            A.Intent(_tenant) with { RequestId = "another-request" });

        var timeline = await TimelineAsync(A.Person(_tenant, "sarah"), "request-0001");

        Assert.Equal(["github_issue_read success", "github_comment denied"], timeline.Steps.Select(step => $"{step.Action} {step.Outcome.ToString()!.ToLowerInvariant()}"));
        Assert.All(timeline.Steps, step => Assert.Equal(("complete", 1000), (step.State, step.DurationMilliseconds)));
        Assert.Equal((3000, 0), (timeline.DurationMilliseconds, timeline.Missing.Count));
        Assert.Equal("not on Fridays", timeline.Steps[1].Decision.Reason);
        Assert.Equal(3, timeline.Steps[0].Effect.Done!["items"]!.GetValue<int>());
        Assert.Equal("github:acme-robotics/arm/issues/1", Assert.Single(timeline.Steps[0].Effect.DataAccessed).Source);
    }

    [Fact]
    public async Task Halves_WithoutTheirOther_AreNamed()
    {
        var lost = A.Intent(_tenant) with { Action = "lost_outcome" };
        var fresh = A.Intent(_tenant, at: DateTimeOffset.UtcNow) with { Action = "still_running" };
        var alone = A.OutcomeOf(A.Intent(_tenant)) with { Action = "lost_intent" };
        await system.StoreAsync(lost, fresh, alone);

        var timeline = await TimelineAsync(A.Person(_tenant, "sarah"), "request-0001");

        Assert.Equal(
            ["lost_outcome outcome_missing", "lost_intent intent_missing", "still_running pending"],
            timeline.Steps.Select(step => $"{step.Action} {step.State}"));
        Assert.Equal(2, timeline.Missing.Count);
    }

    [Fact]
    public async Task Request_OfAnotherPersonOrNobody_DoesNotExist()
    {
        await system.StoreAsync(A.Intent(_tenant));

        using var mike = await system.GetAsync(A.Person(_tenant, "mike"), "/requests/request-0001/timeline");
        using var foreign = await system.GetAsync(A.Auditor(A.Tenant()), "/requests/request-0001/timeline");
        using var nothing = await system.GetAsync(A.Auditor(_tenant), "/requests/none/timeline");

        Assert.All([mike, foreign, nothing], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Reading_SomebodyElsesRequest_IsAudited()
    {
        await system.StoreAsync(A.Intent(_tenant));

        await TimelineAsync(A.Auditor(_tenant), "request-0001");

        var trail = await system.QueryAsync(A.Person(_tenant, "aud"), "?sourceService=audit&sort=asc");
        Assert.Equal(["audit_timeline Intent", "audit_timeline Outcome"], trail.Entries.Select(entry => $"{entry.Action} {entry.Phase}"));
    }

    private async Task<RequestTimeline> TimelineAsync(Caller caller, string requestId)
    {
        using var answer = await system.GetAsync(caller, $"/requests/{requestId}/timeline");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RequestTimeline>(ContractsJson.Options))!;
    }
}
