using FsCheck;
using FsCheck.Fluent;
using OpenClaw.Briefing.Features.Desk;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Tests.Desk;

public sealed class TaskBookTests
{
    [Fact]
    public void NewItem_BecomesADiscoveredTaskAndOneEvent()
    {
        var desk = A.Desk(A.Issue(1, "Rotate keys"));

        var task = Assert.Single(desk.Tasks.Values);
        Assert.Equal(("Rotate keys", WorkTaskStatus.Discovered, 10, 1), (task.Title, task.Status, task.PriorityScore, task.RowVersion));
        Assert.Equal($"task-changed:{task.Id:N}:1", Assert.Single(desk.Outbox).EventId());
    }

    [Fact]
    public void SameItemTwice_ChangesNothing()
    {
        var desk = A.Desk(A.Issue(1));

        Assert.Same(desk, A.Observe(desk, A.Issue(1)));
    }

    [Fact]
    public void OlderVersion_ArrivingLate_IsIgnored()
    {
        var desk = A.Desk(A.Issue(1, "New title", updatedHours: -1));

        var task = Assert.Single(A.Observe(desk, A.Issue(1, "Old title", updatedHours: -5)).Tasks.Values);

        Assert.Equal("New title", task.Title);
    }

    [Fact]
    public void ClosedItem_CompletesItsTaskWithEvidence()
    {
        var desk = A.Observe(A.Desk(A.Issue(1)), A.Issue(1, updatedHours: -1) with { State = ItemState.Completed });

        var task = Assert.Single(desk.Tasks.Values);
        Assert.Equal((WorkTaskStatus.Completed, 2), (task.Status, task.RowVersion));
        Assert.Equal(A.Now.AddHours(-1), task.CompletedAt);
        Assert.NotNull(task.CompletionEvidence);
    }

    [Fact]
    public void MergedTask_TakesTheStrongestOfEverySignal()
    {
        var ticket = A.Ticket("PROJ-7", "Checkout fails") with { FollowUpCount = 1, Deadline = A.Now.AddHours(30), SenderSeniority = 3 };
        var pull = A.Issue(4, "Fix for PROJ-7") with
        {
            References = ["PROJ-7"],
            FollowUpCount = 2,
            Deadline = A.Now.AddHours(20),
            SenderSeniority = 8,
            Classification = Classification.Confidential,
            Blocking = ["github:acme/pay#9"],
        };

        var task = Assert.Single(A.Desk(ticket, pull).Tasks.Values);

        Assert.Equal("Checkout fails", task.Title);
        Assert.Equal(["jira", "github"], task.Sources.Select(source => source.System));
        Assert.Equal((3, 8, A.Now.AddHours(20), 1), (task.Signals.FollowUpCount, task.Signals.SenderSeniority, task.Signals.Deadline, task.Signals.BlockingRelationships.Count));
        Assert.Equal(Classification.Confidential, task.Classification);
        Assert.Equal(22 + 12 + 15 + 0 + 8, task.PriorityScore);
        Assert.NotNull(task.CorrelationId);
    }

    [Fact]
    public void MergedTask_WhenOnlyAnotherSourceIsDone_AsksForVerification()
    {
        var ticket = A.Ticket("PROJ-7", "Checkout fails");
        var pull = A.Issue(4, "Fix for PROJ-7") with { References = ["PROJ-7"], State = ItemState.Completed };

        var task = Assert.Single(A.Desk(ticket, pull).Tasks.Values);

        Assert.Equal((WorkTaskStatus.Discovered, true), (task.Status, task.NeedsVerification));
    }

    [Fact]
    public void TaskMergedIntoAnother_IsAnnouncedAsMerged()
    {
        var pull = A.Issue(4, "Fix for PROJ-7") with { References = ["PROJ-7"] };
        var desk = A.Observe(A.Desk(pull), A.Ticket("PROJ-7", "Checkout fails"));

        Assert.Single(desk.Tasks);
        Assert.Contains(desk.Outbox, entry => entry.TaskChanged is { Status: "merged" });
    }

    [Fact]
    public void DoubtfulPair_IsShownTwiceWithItsRelation()
    {
        var desk = A.Desk(A.Issue(1, "Retry payments"), A.Issue(2, "Crop images") with { References = ["acme/pay#1"] });

        Assert.Equal(2, desk.Tasks.Count);
        Assert.All(desk.Tasks.Values, task => Assert.Equal(0.5m, Assert.Single(task.Related).Confidence));
    }

    [Fact]
    public void Tasks_OfAnyDeliveries_DoNotDependOnOrderOrRepetition() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll<int, int>((seed, shuffle) =>
        {
            var versions = Versions(new Random(seed));
            var redelivered = versions.Concat(versions.Take(5)).ToArray();
            new Random(shuffle).Shuffle(redelivered);

            return Describe(versions) == Describe(redelivered);
        }));

    /// <summary>Several versions of few items, some of one second with different words: what a replay really holds.</summary>
    private static ConnectorItem[] Versions(Random random) =>
    [
        .. Enumerable.Range(0, 14).Select(_ => A.Issue(random.Next(1, 5), $"Title {random.Next(3)}", -random.Next(1, 5)) with
        {
            State = random.Next(4) == 0 ? ItemState.Completed : ItemState.Open,
            References = random.Next(3) == 0 ? [$"acme/pay#{random.Next(1, 5)}"] : [],
            FollowUpCount = random.Next(3),
        }),
    ];

    private static string Describe(IEnumerable<ConnectorItem> deliveries)
    {
        var desk = deliveries.Aggregate(DeskState.Empty, (state, item) => A.Observe(state, item));
        return string.Join(
            '\n',
            desk.Tasks.Values.OrderBy(task => task.Id).Select(task => System.Text.Json.JsonSerializer.Serialize(task with { RowVersion = 0 }, ContractsJson.Options)));
    }
}
