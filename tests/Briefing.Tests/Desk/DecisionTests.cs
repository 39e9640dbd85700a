using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Tests.Desk;

public sealed class DecisionTests
{
    [Fact]
    public void Complete_WithTheCurrentVersion_CompletesAndRaisesTheVersion()
    {
        var desk = A.Desk(A.Issue(1));

        var (next, outcome) = Decide(desk, TaskChangeKind.Complete);

        Assert.Equal((ChangeResult.Done, WorkTaskStatus.Completed, 2), (outcome.Result, outcome.Task!.Status, outcome.Task.RowVersion));
        Assert.Equal(2, next.Outbox.Count);
    }

    [Fact]
    public void Change_WithAStaleVersion_ChangesNothing()
    {
        var desk = A.Desk(A.Issue(1));

        var (next, outcome) = DecisionBook.Apply(
            desk, A.Sarah, new ChangeTask(desk.Tasks.Keys.First(), TaskChangeKind.Complete, 7, null, "request-1"), A.Now);

        Assert.Equal(ChangeResult.Stale, outcome.Result);
        Assert.Same(desk, next);
    }

    [Fact]
    public void Complete_StaysWhenTheSourceIsMerelyEdited()
    {
        var (done, _) = Decide(A.Desk(A.Issue(1)), TaskChangeKind.Complete);

        var task = Assert.Single(A.Observe(done, A.Issue(1, "Edited", updatedHours: 1)).Tasks.Values);

        Assert.Equal((WorkTaskStatus.Completed, "Edited"), (task.Status, task.Title));
    }

    [Fact]
    public void Reopen_LastsUntilTheSourceEndsAgain()
    {
        var closed = A.Desk(A.Issue(1) with { State = ItemState.Completed });

        var (reopened, outcome) = Decide(closed, TaskChangeKind.Reopen);
        var closedAgain = A.Observe(reopened, A.Issue(1, updatedHours: 1) with { State = ItemState.Completed });

        Assert.Equal(WorkTaskStatus.Active, outcome.Task!.Status);
        Assert.Equal(WorkTaskStatus.Completed, Assert.Single(closedAgain.Tasks.Values).Status);
    }

    [Fact]
    public void Acknowledge_ActivatesTheTask() =>
        Assert.Equal(WorkTaskStatus.Active, Decide(A.Desk(A.Issue(1)), TaskChangeKind.Acknowledge).Outcome.Task!.Status);

    [Fact]
    public void Complete_ACompletedTask_IsNotPossible()
    {
        var (done, _) = Decide(A.Desk(A.Issue(1)), TaskChangeKind.Complete);

        Assert.Equal(ChangeResult.NotPossible, Decide(done, TaskChangeKind.Complete).Outcome.Result);
    }

    [Fact]
    public void Split_TakesAMergedTaskApartForGood()
    {
        var merged = A.Desk(A.Ticket("PROJ-7", "Checkout fails"), A.Issue(4, "Fix for PROJ-7") with { References = ["PROJ-7"] });

        var (split, outcome) = Decide(merged, TaskChangeKind.Split);
        var updated = A.Observe(split, A.Issue(4, "Fix for PROJ-7 checkout fails", updatedHours: 1) with { References = ["PROJ-7"] });

        Assert.Equal(ChangeResult.Done, outcome.Result);
        Assert.Equal(2, split.Tasks.Count);
        Assert.Equal(2, updated.Tasks.Count);
    }

    [Fact]
    public void Split_OfATaskWithOneSource_IsNotPossible() =>
        Assert.Equal(ChangeResult.NotPossible, Decide(A.Desk(A.Issue(1)), TaskChangeKind.Split).Outcome.Result);

    private static (DeskState State, ChangeOutcome Outcome) Decide(DeskState desk, TaskChangeKind kind)
    {
        var task = desk.Tasks.Values.First();
        return DecisionBook.Apply(desk, A.Sarah, new ChangeTask(task.Id, kind, task.RowVersion, null, "request-2"), A.Now);
    }
}
