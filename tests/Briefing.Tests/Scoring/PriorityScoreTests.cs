using FsCheck;
using FsCheck.Fluent;
using OpenClaw.Briefing.Features.Scoring;

namespace OpenClaw.Briefing.Tests.Scoring;

public sealed class PriorityScoreTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData(None, 0, 0, None, 0, 10)]
    [InlineData(-1, 10, 10, -1, 5, 100)]
    [InlineData(3, 8, 2, 3, 2, 76)]
    [InlineData(100, 3, 1, None, 1, 28)]
    [InlineData(20, 5, 4, 0.5, 3, 75)]
    [InlineData(71, 7, 3, 30, 4, 59)]
    [InlineData(200, 1, 5, 20, 0, 35)]
    public void Score_OfTheSpecifiedVectors_IsAsSpecified(double deadline, int level, int followUps, double sla, int blocks, int expected)
    {
        var signals = A.Signals(Hours(deadline), level == 0 ? null : level, followUps, Hours(sla), blocks);

        Assert.Equal(expected, PriorityScore.Of(signals, A.Now).Total());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 5)]
    [InlineData(5, 8)]
    [InlineData(7, 11)]
    [InlineData(9, 14)]
    [InlineData(10, 15)]
    public void Seniority_OfALevel_IsRoundedAwayFromZero(int level, int expected) =>
        Assert.Equal(expected, PriorityScore.Of(A.Signals(level: level), A.Now).Seniority);

    [Theory]
    [InlineData(0, 30)]
    [InlineData(3.999, 28)]
    [InlineData(4, 22)]
    [InlineData(24, 15)]
    [InlineData(72, 10)]
    [InlineData(168, 5)]
    public void Deadline_AtTheEdgesOfTheTable_BelongsToTheLaterBand(double hours, int expected) =>
        Assert.Equal(expected, PriorityScore.Of(A.Signals(Hours(hours)), A.Now).Deadline);

    [Theory]
    [InlineData(0, 20)]
    [InlineData(1, 14)]
    [InlineData(4, 8)]
    [InlineData(24, 3)]
    public void Sla_AtTheEdgesOfTheTable_BelongsToTheLaterBand(double hours, int expected) =>
        Assert.Equal(expected, PriorityScore.Of(A.Signals(sla: Hours(hours)), A.Now).Sla);

    [Fact]
    public void Score_OfAnySignals_IsTheSumOfItsExplainedParts() =>
        Check.QuickThrowOnFailure(Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var signals = A.Signals(
                TimeSpan.FromHours(random.Next(-300, 300)), random.Next(0, 12), random.Next(-1, 9), TimeSpan.FromHours(random.Next(-50, 50)), random.Next(7));
            var score = PriorityScore.Of(signals, A.Now);
            var reasons = ScoreExplanation.Of(signals, score, A.Now);
            return score.Total() is >= 0 and <= 100
                && reasons.Sum(reason => reason.Points) == score.Total()
                && reasons.All(reason => reason.Points <= reason.Max && reason.Text.Length > 0);
        }));

    private static TimeSpan? Hours(double hours) => double.IsNaN(hours) ? null : TimeSpan.FromHours(hours);
}
