using OpenClaw.Briefing.Features.Correlation;

namespace OpenClaw.Briefing.Tests.Correlation;

/// <summary>The vectors of spec/briefing.md 4.2, before the corrections.</summary>
public sealed class FormulaTests
{
    [Fact]
    public void Formula_TicketAndPullRequestNamingIt_StaysBelowMerge() => AssertConfidence(
        7_750, A.Subject("jira", "PROJ-123", "Fix PROJ-123 bug"), A.Subject("github", "pr/1", "PR for PROJ-123"));

    [Fact]
    public void Formula_KeyInTheDescription_ReachesMergeExactly() => AssertConfidence(
        8_000,
        A.Subject("jira", "PROJ-789", "Implement rate limiting for API gateway"),
        A.Subject("github", "pr/2", "Rate limiting", "Closes PROJ-789"));

    [Fact]
    public void Formula_SimilarTitlesWithoutAKey_AreSeparate() => AssertConfidence(
        4_800, A.Subject("gmail", "m1", "Review the deployment process"), A.Subject("jira", "OPS-1", "Deployment process review needed"));

    [Fact]
    public void Formula_UnrelatedAcrossSystems_HasTheBaseline() => AssertConfidence(
        3_000, A.Subject("gmail", "m1", "Lunch on Friday"), A.Subject("jira", "OPS-1", "Rotate certificates"));

    [Fact]
    public void Formula_SameTitleTwoHoursApart_IsPossiblyRelated() => AssertConfidence(
        5_500, A.Subject("gmail", "m1", "Quarterly budget review"), A.Subject("gcal", "e1", "Quarterly budget review", hoursLater: 2));

    [Fact]
    public void Formula_SameKeyAndTitleTwoDaysApart_Merges() => AssertConfidence(
        9_100, A.Subject("jira", "PROJ-5", "Fix login PROJ-5"), A.Subject("github", "pr/9", "Fix login PROJ-5", hoursLater: 48));

    [Fact]
    public void Formula_SameSystemKeyAndTitle_IsNotLostToBinaryFractions() => AssertConfidence(
        8_000, A.Subject("github", "pr/1", "Fix login PROJ-5"), A.Subject("github", "pr/2", "Fix login PROJ-5"));

    [Fact]
    public void Formula_EmptyTitles_AreNotSimilar() => AssertConfidence(
        3_000, A.Subject("gmail", "m1", "ok"), A.Subject("jira", "OPS-1", "??"));

    private static void AssertConfidence(int expected, CorrelationSubject left, CorrelationSubject right)
    {
        var (first, second) = (CorrelationProfile.Of(left, CorrelationRules.Plain), CorrelationProfile.Of(right, CorrelationRules.Plain));

        Assert.Equal(expected, Confidence.Between(first, second, CorrelationRules.Plain));
        Assert.Equal(expected, Confidence.Between(second, first, CorrelationRules.Plain));
    }
}
