using System.Net;
using System.Net.Http.Json;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;
using OpenClaw.Testing.Sidecars;

namespace OpenClaw.Briefing.Tests.Http;

/// <summary>From a delivered event to tasks and decisions about them.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    private const string Route = "/events/connector-items";
    private ServiceUnderTest _service = null!;

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Event_PutsATaskOnEachConcernedDesk()
    {
        var item = A.Issue(1, "Rotate keys") with
        {
            ConcernedUsers = new Dictionary<string, ItemRelation> { ["sarah"] = ItemRelation.Assigned, ["mike"] = ItemRelation.Mentioned },
        };

        var answer = await _service.DeliverAsync(Route, Changed("e1", item));

        Assert.Equal("SUCCESS", answer);
        Assert.Equal(ItemRelation.Assigned, Assert.Single((await TasksAsync("sarah")).Items).Relation);
        Assert.Equal(ItemRelation.Mentioned, Assert.Single((await TasksAsync("mike")).Items).Relation);
        Assert.Equal(["mike", "sarah"], _service.Audit.Of("briefing_discover").Select(entry => entry.UserId).Distinct().Order());
        Assert.All(_service.Audit.Of("briefing_discover"), entry => Assert.Equal("request-of-e1", entry.RequestId));
        Assert.All(
            _service.Audit.Of("briefing_discover").Where(entry => entry.Phase == AuditPhase.Outcome), entry => Assert.Equal(1, entry.ActionDetail["discovered"]?.GetValue<int>()));
    }

    [Fact]
    public async Task Event_DeliveredFiveTimes_LeavesOneTaskOneEventAndOnePair()
    {
        for (var delivery = 0; delivery < 5; delivery++)
        {
            Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Changed("e1", A.Issue(1))));
        }

        Assert.Single((await TasksAsync("sarah")).Items);
        Assert.Single(_service.Sidecar.EventsOf(Topics.TaskChanged));
        Assert.Equal([AuditPhase.Intent, AuditPhase.Outcome], _service.Audit.Of("briefing_discover").Select(entry => entry.Phase));
    }

    [Fact]
    public async Task Event_WithoutAPolicyEngine_ComesAgain()
    {
        _service.Policy.Decide = _ => ScriptedPolicy.Unavailable;
        Assert.Equal("RETRY", await _service.DeliverAsync(Route, Changed("e1", A.Issue(1))));
        _service.Policy.Decide = _ => ScriptedPolicy.Allow;

        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Changed("e1", A.Issue(1))));
        Assert.Single((await TasksAsync("sarah")).Items);
    }

    [Fact]
    public async Task Event_RefusedByPolicy_IsRecordedAndShowsNothing()
    {
        _service.Policy.Decide = _ => ScriptedPolicy.Deny;

        Assert.Equal("SUCCESS", await _service.DeliverAsync(Route, Changed("e1", A.Issue(1))));

        Assert.Contains(_service.Audit.Of("briefing_discover"), entry => entry.Outcome == AuditOutcome.Denied);
        Assert.Empty((await TasksAsync("sarah")).Items);
    }

    [Fact]
    public async Task Event_WhenAuditIsDown_IsNotTakenIn()
    {
        _service.Audit.IsDown = true;

        var answer = await _service.DeliverAsync(Route, Changed("e1", A.Issue(1)));

        Assert.StartsWith("503", answer, StringComparison.Ordinal);
        _service.Audit.IsDown = false;
        Assert.Empty((await TasksAsync("sarah")).Items);
    }

    [Fact]
    public async Task Event_WithAnItemWithoutId_GoesToTheDeadLetters() =>
        Assert.Equal("DROP", await _service.DeliverAsync(Route, Changed("e1", A.Issue(1) with { Id = "" })));

    [Fact]
    public async Task Event_WhenTheBrokerIsDown_IsAnnouncedWithTheNextTurn()
    {
        _service.Sidecar.IsBrokerDown = true;
        await _service.DeliverAsync(Route, Changed("e1", A.Issue(1)));
        _service.Sidecar.IsBrokerDown = false;

        await _service.DeliverAsync(Route, Changed("e1", A.Issue(1)));

        Assert.Single(_service.Sidecar.EventsOf(Topics.TaskChanged));
    }

    [Fact]
    public async Task Decision_WithTheVersionRead_IsTakenAndAStaleOneRefused()
    {
        await _service.DeliverAsync(Route, Changed("e1", A.Issue(1)));
        var task = Assert.Single((await TasksAsync("sarah")).Items);

        using var done = await _service.AsAsync("sarah", HttpMethod.Post, $"/api/v1/tasks/{task.Id}/complete", new { rowVersion = task.RowVersion });
        using var stale = await _service.AsAsync("sarah", HttpMethod.Post, $"/api/v1/tasks/{task.Id}/reopen", new { rowVersion = task.RowVersion });
        using var foreign = await _service.AsAsync("mike", HttpMethod.Post, $"/api/v1/tasks/{task.Id}/complete", new { rowVersion = task.RowVersion });
        using var empty = await _service.AsAsync("sarah", HttpMethod.Post, $"/api/v1/tasks/{task.Id}/complete", new { });

        Assert.Equal(WorkTaskStatus.Completed, (await done.Content.ReadFromJsonAsync<WorkTask>(ContractsJson.Options, TestContext.Current.CancellationToken))!.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }

    [Fact]
    public async Task Tasks_ArePagedAndFiltered()
    {
        ConnectorItem[] items =
        [
            .. Enumerable.Range(1, 5).Select(number => A.Issue(number, $"Title number{number}") with { FollowUpCount = number }),
            A.Issue(9, "Finished thing") with { State = ItemState.Completed },
        ];
        await _service.DeliverAsync(Route, Changed("e1", items));

        var first = await TasksAsync("sarah", "?status=discovered&limit=3");
        var second = await TasksAsync("sarah", $"?status=discovered&limit=3&cursor={first.NextCursor}");
        var urgent = await TasksAsync("sarah", "?minScore=30");
        using var bad = await _service.AsAsync("sarah", HttpMethod.Get, "/api/v1/tasks?cursor=!!");

        Assert.Equal((3, 2, null), (first.Items.Count, second.Items.Count, second.NextCursor));
        Assert.Equal(5, first.Items.Concat(second.Items).Select(task => task.Id).Distinct().Count());
        Assert.Equal("Title number5", Assert.Single(urgent.Items).Title);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    private static ConnectorItemsChanged Changed(string id, params ConnectorItem[] items) =>
        new(id, "acme", $"request-of-{id}", A.Now, "github-acme", items);

    private async Task<TaskPage> TasksAsync(string user, string query = "")
    {
        using var response = await _service.AsAsync(user, HttpMethod.Get, $"/api/v1/tasks{query}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<TaskPage>(ContractsJson.Options))!;
    }
}
