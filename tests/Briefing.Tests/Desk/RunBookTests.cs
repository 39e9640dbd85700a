using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Tests.Desk;

public sealed class RunBookTests
{
    private static readonly Dictionary<string, SourceStatus> AllWell = new() { ["github"] = SourceStatus.Ok };

    [Fact]
    public void Begin_WhileAnotherRunIsActive_IsRefused()
    {
        var (desk, _) = Begin(DeskState.Empty, "a");

        Assert.Equal(ClaimState.InProgress, Begin(desk, "b").Claim.State);
        Assert.Equal(ClaimState.InProgress, Begin(desk, null).Claim.State);
    }

    [Fact]
    public void Begin_AfterTheLeaseEnded_Starts()
    {
        var (desk, _) = Begin(DeskState.Empty, null);

        Assert.Equal(ClaimState.Begun, Begin(desk, null, minutesLater: 2).Claim.State);
    }

    [Fact]
    public void Begin_RepeatedTrigger_TakesItsOwnRunOver()
    {
        var (desk, first) = Begin(DeskState.Empty, "a");

        var (_, second) = Begin(desk, "a", minutesLater: 5);

        Assert.Equal(first.Run!.BriefingId, second.Run!.BriefingId);
        Assert.Equal(first.Run.StartedAt, second.Run.StartedAt);
        Assert.NotEqual(first.Run.RunId, second.Run.RunId);
    }

    [Fact]
    public void Begin_OfAFinishedTrigger_NamesTheBriefingThatIsThere()
    {
        var (desk, briefing) = Generate(A.Desk(A.Issue(1)), "a");

        var (_, claim) = Begin(desk, "a");

        Assert.Equal((ClaimState.AlreadyDone, briefing.Id), (claim.State, claim.Done!.Id));
    }

    [Fact]
    public void Slots_OfOneDay_AreNumbered()
    {
        var (desk, first) = Generate(A.Desk(A.Issue(1)), null);
        var (_, second) = Generate(desk, null);

        Assert.Equal("acme:sarah:2026-03-02:on_demand:1", first.SlotKey);
        Assert.Equal("acme:sarah:2026-03-02:on_demand:2", second.SlotKey);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public void Complete_RanksExplainsAndAnnouncesOnce()
    {
        var urgent = A.Issue(2, "Urgent thing") with { Deadline = A.Now.AddHours(-2), SlaTimer = A.Now.AddHours(-1), Classification = Classification.Confidential };
        var done = A.Issue(3, "Done thing") with { State = ItemState.Completed };

        var (desk, briefing) = Generate(DeskState.Empty, "a", A.Issue(1, "Calm thing"), urgent, done);

        Assert.Equal(["Urgent thing", "Calm thing"], briefing.Tasks.Select(task => task.Title));
        Assert.Equal([1, 2], briefing.Tasks.Select(task => task.Rank));
        Assert.All(briefing.Tasks, task => Assert.Equal(task.Score, task.Explanation.Sum(reason => reason.Points)));
        Assert.Equal(["overdue", "sla_breach", "activity_unavailable"], briefing.Alerts.Select(alert => alert.Type));
        Assert.Equal((Classification.Confidential, 1m), (briefing.Classification, briefing.Completeness));
        var ready = Assert.Single(desk.Outbox, entry => entry.BriefingReady is not null).BriefingReady!;
        Assert.Equal(($"briefing-ready:{briefing.Id:N}", 2), (ready.EventId, ready.TaskCount));
        Assert.Null(desk.Run);
    }

    [Fact]
    public void Complete_WithAnUnreachableSource_SaysSo()
    {
        var (_, briefing) = Generate(A.Desk(A.Issue(1)), "a", status: new() { ["github"] = SourceStatus.Unreachable });

        Assert.Equal(0m, briefing.Completeness);
        Assert.Contains(briefing.Alerts, alert => alert is { Type: "connector_unavailable", Severity: AlertSeverity.Warning } && alert.Message.Contains("github"));
    }

    [Fact]
    public void Complete_WithWhatWasDoneLately_ShowsItWithoutAnAlert()
    {
        var (_, briefing) = Generate(DeskState.Empty, "a", activity: A.Activity());

        Assert.Empty(briefing.Alerts);
        Assert.Equal(2, briefing.Activity!.Highlights.Count);
    }

    [Fact]
    public void Briefing_ListsAtMostTwentyTasks()
    {
        var (_, briefing) = Generate(DeskState.Empty, null, [.. Enumerable.Range(1, 25).Select(number => A.Issue(number, $"Title number{number}"))]);

        Assert.Equal(20, briefing.Tasks.Count);
    }

    [Fact]
    public void Task_CarriedIntoASecondBriefing_BecomesActive()
    {
        var (desk, first) = Generate(A.Desk(A.Issue(1)), null);
        var (_, second) = Generate(desk, null);

        Assert.Equal(WorkTaskStatus.Discovered, first.Tasks[0].Status);
        Assert.Equal(WorkTaskStatus.Active, second.Tasks[0].Status);
    }

    [Fact]
    public void State_SurvivesItsJson()
    {
        var (desk, _) = Generate(A.Desk(A.Issue(1), A.Ticket("PROJ-1", "Thing")), "a");
        var json = System.Text.Json.JsonSerializer.Serialize(desk, ContractsJson.Options);

        var restored = System.Text.Json.JsonSerializer.Deserialize<DeskState>(json, ContractsJson.Options)!;

        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(restored, ContractsJson.Options));
        Assert.Equal(desk.Outbox.Count, restored.Outbox.Count);
        Assert.Same(restored, A.Observe(restored, A.Issue(1)));
    }

    private static (DeskState State, RunClaim Claim) Begin(DeskState desk, string? key, int minutesLater = 0)
    {
        var now = A.Now.AddMinutes(minutesLater);
        return RunBook.Begin(desk, A.Sarah, new BeginRun("on_demand", DateOnly.FromDateTime(now.DateTime), key, TimeSpan.FromMinutes(1)), now);
    }

    private static (DeskState State, DailyBriefing Briefing) Generate(
        DeskState desk, string? key, ConnectorItem[]? items = null, Dictionary<string, SourceStatus>? status = null, PersonActivity? activity = null)
    {
        var (begun, claim) = Begin(desk, key);
        return RunBook.Complete(
            begun, A.Sarah, new CompleteRun(claim.Run!.RunId, claim.Run.BriefingId, "request-1", items ?? [], status ?? AllWell, A.Hours) { Activity = activity }, A.Now);
    }

    private static (DeskState State, DailyBriefing Briefing) Generate(DeskState desk, string? key, params ConnectorItem[] items) =>
        Generate(desk, key, items, null);
}
