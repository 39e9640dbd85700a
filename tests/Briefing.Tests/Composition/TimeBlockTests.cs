using OpenClaw.Briefing.Features.Composition;
using OpenClaw.Briefing.Features.Tasks;
using OpenClaw.Contracts;

namespace OpenClaw.Briefing.Tests.Composition;

public sealed class TimeBlockTests
{
    private static readonly WorkingWindow Day = new(A.At("09:00"), A.At("17:00"));
    private static readonly WorkTask Review = A.Task("Review the retry logic", relation: ItemRelation.ReviewRequested);
    private static readonly WorkTask Other = A.Task("Answer the audit question");

    [Fact]
    public void EmptyCalendar_YieldsOneWholeBlockWithTheTopTask()
    {
        var block = Assert.Single(Plan([], [Review, Other]));

        Assert.Equal((A.At("09:00"), A.At("17:00"), Review.Id), (block.Start, block.End, block.TaskId));
        Assert.Equal("Deep work: Review the retry logic", block.Label);
    }

    [Fact]
    public void EmptyCalendarAndNoTask_YieldsAFreeBlock() => Assert.Equal("Free block", Assert.Single(Plan([], [])).Label);

    [Fact]
    public void PastTime_IsNeverSuggested()
    {
        var block = Assert.Single(TimeBlockPlanner.Plan(Day, [], TimeSpan.Zero, [Review], A.At("11:20")));

        Assert.Equal(A.At("11:20"), block.Start);
    }

    [Fact]
    public void AfterWork_NothingIsSuggested() =>
        Assert.Empty(TimeBlockPlanner.Plan(Day, [], TimeSpan.Zero, [Review], A.At("18:00")));

    [Fact]
    public void TwoHourGap_HoldsTheTopTask()
    {
        Meeting[] meetings = [A.Meeting("09:00", "12:00"), A.Meeting("14:30", "17:00")];

        var blocks = Plan(meetings, [Review]);

        // 12:15 to 14:15 is free; a review takes 90 minutes and leaves 30.
        Assert.Equal((A.At("12:15"), A.At("13:45"), (Guid?)Review.Id), (blocks[0].Start, blocks[0].End, blocks[0].TaskId));
        Assert.Equal((A.At("13:45"), A.At("14:15"), "Free block"), (blocks[1].Start, blocks[1].End, blocks[1].Label));
    }

    [Fact]
    public void NestedMeetings_LeaveNoFreeTimeInside()
    {
        Meeting[] meetings = [A.Meeting("09:00", "15:00"), A.Meeting("10:00", "11:00")];

        var blocks = Plan(meetings, []);

        Assert.Equal(A.At("15:15"), Assert.Single(blocks).Start);
    }

    [Fact]
    public void Task_ThatWouldLeaveAScrap_MovesOn()
    {
        // One hour is free before ten: 45 minutes would leave 15. The next gap takes it whole.
        Meeting[] meetings = [A.Meeting("10:15", "12:00"), A.Meeting("13:15", "17:00")];

        var blocks = TimeBlockPlanner.Plan(Day, meetings, TimeSpan.FromMinutes(15), [Other], A.At("08:00"));

        Assert.Equal(A.At("12:15"), blocks.Single(block => block.TaskId == Other.Id).Start);
    }

    [Fact]
    public void GapsUnderHalfAnHour_AreNotReported() =>
        Assert.Empty(Plan([A.Meeting("09:20", "16:50")], []));

    private static IReadOnlyList<TimeBlock> Plan(Meeting[] meetings, WorkTask[] tasks) =>
        TimeBlockPlanner.Plan(Day, meetings, TimeSpan.FromMinutes(15), tasks, A.At("08:00"));
}
