using OpenClaw.Briefing.Features.Correlation;

namespace OpenClaw.Briefing.Tests.Correlation;

/// <summary>The corrections of spec/briefing.md 4.3.</summary>
public sealed class CorrectionTests
{
    private static readonly CorrelationRules Rules = CorrelationRules.Corrected(new HashSet<string> { "PROJ", "OPS" });

    [Fact]
    public void StrongLink_WhenOneIsTheTicketTheOtherCites_Merges() => Assert.Equal(
        8_500, Between(Ticket("PROJ-123", "Fix PROJ-123 bug"), A.Subject("github", "pr/1", "PR for PROJ-123")));

    [Fact]
    public void StrongLink_InsideOneSystem_DoesNotApply() => Assert.True(
        Between(Ticket("PROJ-1", "Alpha works"), Ticket("PROJ-2", "Beta rests", "see PROJ-1")) < CorrelationRules.AutoMerge);

    [Fact]
    public void TwoCitedKeys_CapTheConfidence() => Assert.Equal(
        CorrelationRules.ManyKeysCap,
        Between(Ticket("PROJ-5", "Fix login PROJ-5"), A.Subject("github", "pr/9", "Fix login PROJ-5", "and PROJ-6")));

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("SHA-256")]
    [InlineData("ISO-8601")]
    [InlineData("CVE-2024")]
    public void LookalikeKeys_OfNoKnownProject_DoNotLink(string name) => Assert.True(
        Between(A.Subject("gmail", "m1", $"Question about {name} exports"), A.Subject("github", "pr/1", $"Parser for {name} headers")) < CorrelationRules.PossiblyRelated);

    [Fact]
    public void BareNumbers_OfDifferentRepositories_DoNotLink() => Assert.True(
        Between(
            A.Subject("github", "a/1", "Retry payments", "see #7") with { Repository = "acme/pay" },
            A.Subject("github", "b/1", "Crop images", "see #7") with { Repository = "acme/web" }) < CorrelationRules.PossiblyRelated);

    [Fact]
    public void BareNumbers_OfOneRepository_Link() => Assert.Equal(
        5_000,
        Between(
            A.Subject("github", "a/1", "Retry payments", "see #7") with { Repository = "acme/pay" },
            A.Subject("github", "a/2", "Crop images", "see acme/pay#7") with { Repository = "acme/pay" }));

    [Fact]
    public void Titles_InOtherScripts_AreCompared() => Assert.Equal(
        5_500,
        Between(A.Subject("gmail", "m1", "Überprüfung der Verträge"), A.Subject("gcal", "e1", "überprüfung der verträge", hoursLater: 2)));

    [Fact]
    public void SharedParticipant_RaisesConfidence() => Assert.Equal(
        6_000,
        Between(
            A.Subject("gmail", "m1", "Quarterly budget review") with { Participants = ["mike"] },
            A.Subject("gcal", "e1", "Quarterly budget review", hoursLater: 2) with { Participants = ["mike", "tom"] }));

    [Fact]
    public void Clusters_WithTwoTickets_AreNeverJoined()
    {
        var mail = A.Subject("gmail", "m1", "Fix login now please", "PROJ-1");
        var chat = A.Subject("slack", "s1", "Fix login now please", "PROJ-2");

        var clusters = Correlator.Correlate(
            [Ticket("PROJ-1", "Fix login now please"), Ticket("PROJ-2", "Fix login now please"), mail, chat],
            Rules,
            [Link.Between(mail.Key, chat.Key, 9_000, LinkState.AutoMerged)]).Clusters;

        Assert.All(clusters, cluster => Assert.True(cluster.Keys.Count(key => key.StartsWith("jira:", StringComparison.Ordinal)) <= 1));
        Assert.Contains(clusters, cluster => cluster.Keys is ["gmail:m1", "jira:PROJ-1"]);
        Assert.Contains(clusters, cluster => cluster.Keys is ["jira:PROJ-2", "slack:s1"]);
    }

    [Fact]
    public void UserSplit_EvenAcrossAThirdItem_IsNeverMergedAgain()
    {
        CorrelationSubject[] subjects =
        [
            Ticket("PROJ-1", "Fix login"),
            A.Subject("github", "pr/1", "Fix login PROJ-1"),
            A.Subject("gmail", "m1", "Fix login PROJ-1"),
        ];
        var split = Link.Between("github:pr/1", "gmail:m1", 0, LinkState.UserSplit);

        var clusters = Correlator.Correlate(subjects, Rules, [split]).Clusters;

        Assert.DoesNotContain(clusters, cluster => cluster.Keys.Contains("github:pr/1") && cluster.Keys.Contains("gmail:m1"));
    }

    [Fact]
    public void Journey_TicketMailAndChatOfOneKey_BecomeOneCluster()
    {
        var clusters = Correlator.Correlate(
            [
                Ticket("PROJ-123", "Checkout fails on Sunday"),
                A.Subject("gmail", "m1", "Customers complain", "about PROJ-123", hoursLater: 30),
                A.Subject("slack", "s1", "who looks at PROJ-123?", hoursLater: 5),
            ],
            Rules,
            []).Clusters;

        Assert.Single(clusters);
        Assert.Equal(3, clusters[0].Keys.Count);
    }

    private static CorrelationSubject Ticket(string key, string title, string text = "") =>
        A.Subject("jira", key, title, text) with { Identity = key };

    private static int Between(CorrelationSubject left, CorrelationSubject right) =>
        Confidence.Between(CorrelationProfile.Of(left, Rules), CorrelationProfile.Of(right, Rules), Rules);
}
