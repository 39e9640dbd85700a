using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Connector.Features.GitHub;
using OpenClaw.Connector.Tests.Support;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Tests;

public sealed class NormalisationTests
{
    [Fact]
    public void Issue_WhenAssigned_BecomesAnItemOfItsAssignees()
    {
        var issue = Payload.Issue(7, assignees: ["sarah-dev", "somebody-else"]).With("milestone", new JsonObject { ["title"] = "2.4", ["due_on"] = "2026-03-05T08:00:00Z" });

        var item = Read("issues", Payload.Of("assigned", "tom-lead", "issue", issue));

        Assert.Equal("github:acme-robotics/arm-firmware/issues/7", item.Id);
        Assert.Equal(ItemRelation.Assigned, Assert.Single(item.ConcernedUsers, user => user.Key == "sarah").Value);
        Assert.Single(item.ConcernedUsers);
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 8, 0, 0, TimeSpan.Zero), item.Deadline);
        Assert.Equal(6, item.SenderSeniority);
        Assert.Contains(item.Participants, participant => participant is { VendorLogin: "somebody-else", UserId: null });
    }

    [Fact]
    public void Issue_AssignedByItsAssignee_StillConcernsThem()
    {
        var item = Read("issues", Payload.Of("labeled", "sarah-dev", "issue", Payload.Issue(assignees: "sarah-dev")));

        Assert.Equal(ItemRelation.Assigned, item.ConcernedUsers["sarah"]);
    }

    [Fact]
    public void PullRequest_WhenAReviewIsRequested_ConcernsTheReviewersOnly()
    {
        var item = Read("pull_request", Payload.Of("review_requested", "mike-codes", "pull_request", Payload.Pull(8, reviewers: ["sarah-dev"])));

        Assert.Equal("github:acme-robotics/arm-firmware/pull/8", item.Id);
        Assert.Equal(new Dictionary<string, ItemRelation> { ["sarah"] = ItemRelation.ReviewRequested }, item.ConcernedUsers);
        Assert.Contains("ARM-12_brake -> main", item.Summary, StringComparison.Ordinal);
        Assert.Contains("ARM-12", item.References);
        Assert.Equal("full", item.Metadata["snapshot"]);
    }

    [Theory]
    [InlineData("changes_requested", "submitted", true)]
    [InlineData("approved", "submitted", false)]
    [InlineData("changes_requested", "dismissed", false)]
    public void Review_ConcernsTheAuthor_OnlyWhenItAsksForChanges(string state, string action, bool isConcerned)
    {
        var review = new JsonObject { ["state"] = state, ["user"] = Payload.User("tom-lead"), ["submitted_at"] = "2026-03-02T11:00:00Z", ["body"] = "See above." };
        var payload = Payload.Of(action, "tom-lead", "pull_request", Payload.Pull(author: "sarah-dev")).With("review", review);

        var item = Read("pull_request_review", payload);

        Assert.Equal(isConcerned, item.ConcernedUsers.TryGetValue("sarah", out var relation) && relation == ItemRelation.ChangesRequested);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 11, 0, 0, TimeSpan.Zero), item.UpdatedAt);
    }

    [Fact]
    public void Comment_ConcernsWhomItMentions_NeverItsAuthor()
    {
        var comment = new JsonObject { ["user"] = Payload.User("mike-codes"), ["updated_at"] = "2026-03-02T12:00:00Z", ["body"] = "@sarah-dev and @mike-codes please, not `@tom-lead`, mail x@tom-lead.example" };
        var payload = Payload.Of("created", "mike-codes", "issue", Payload.Issue()).With("comment", comment);

        var item = Read("issue_comment", payload);

        Assert.Equal(new Dictionary<string, ItemRelation> { ["sarah"] = ItemRelation.Mentioned }, item.ConcernedUsers);
        Assert.Equal("partial", item.Metadata["snapshot"]);
    }

    [Fact]
    public void Comment_OnAPullRequest_IsAboutThePullRequest()
    {
        var issue = Payload.Issue(8).With("pull_request", new JsonObject());

        var item = Read("issue_comment", Payload.Of("created", "tom-lead", "issue", issue));

        Assert.Equal("github:acme-robotics/arm-firmware/pull/8", item.Id);
    }

    [Theory]
    [InlineData(false, null, "", Classification.Public)]
    [InlineData(false, "public", "", Classification.Public)]
    [InlineData(true, null, "", Classification.Internal)]
    [InlineData(false, "internal", "", Classification.Internal)]
    [InlineData(false, "private", "", Classification.Internal)]
    [InlineData(null, null, "", Classification.Internal)]
    [InlineData(false, "public", "write to odile@customer.example", Classification.Confidential)]
    [InlineData(true, null, "card 4111 1111 1111 1111", Classification.Confidential)]
    [InlineData(false, "public", "token = ghp_abcdefghijklmnopqrstuvwxyz0123456789", Classification.Restricted)]
    [InlineData(true, null, "-----BEGIN RSA PRIVATE KEY-----", Classification.Restricted)]
    public void Classification_ComesFromTheRepository_AndIsRaisedByTheText(bool? isPrivate, string? visibility, string body, Classification expected)
    {
        var item = Read("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue(body: body), isPrivate, visibility));

        Assert.Equal(expected, item.Classification);
    }

    [Fact]
    public void Body_NeverLeavesTheNormaliser()
    {
        const string Canary = "canary-4711";
        var issue = Payload.Issue(title: "Key is password=hunter2hunter2", body: $"{Canary} blocks #9");
        var comment = new JsonObject { ["body"] = Canary, ["user"] = Payload.User("tom-lead") };

        var item = Read("issue_comment", Payload.Of("created", "tom-lead", "issue", issue).With("comment", comment));

        var text = JsonSerializer.Serialize(item, ContractsJson.Options);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Equal(Classification.Restricted, item.Classification);
    }

    [Fact]
    public void References_AreAbsoluteAndOnlyOfKnownProjects()
    {
        var issue = Payload.Issue(7, body: "Fixes #12, see acme-robotics/fleet-console#3 and https://github.com/acme-robotics/arm-firmware/pull/8; ARM-118 uses UTF-8 and CVE-2024, not #7 itself.");

        var item = Read("issues", Payload.Of("opened", "tom-lead", "issue", issue));

        Assert.Equal(["ARM-118", "acme-robotics/arm-firmware#12", "acme-robotics/arm-firmware#8", "acme-robotics/fleet-console#3"], item.References);
    }

    [Fact]
    public void Blocking_NamesWhatThisHoldsUp_AndDependsOnGoesTheOtherWay()
    {
        var item = Read("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue(7, body: "Blocks #4 and blocks acme-robotics/fleet-console#2. Depends on #1.")));

        Assert.Equal(["github:acme-robotics/arm-firmware/issues/4", "github:acme-robotics/fleet-console/issues/2"], item.Blocking);
        Assert.Equal("github:acme-robotics/arm-firmware/issues/1", item.Metadata["dependsOn"]);
    }

    [Theory]
    [InlineData("closed", "closed", ItemState.Completed)]
    [InlineData("deleted", "open", ItemState.Completed)]
    [InlineData("reopened", "open", ItemState.Open)]
    [InlineData("pinned", null, ItemState.Open)]
    public void State_FollowsTheVendor(string action, string? state, ItemState expected)
    {
        var issue = Payload.Issue();
        issue["state"] = state;

        Assert.Equal(expected, Read("issues", Payload.Of(action, "tom-lead", "issue", issue)).State);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"issue":{"number":1},"repository":{"full_name":"a/b"}}""")]
    [InlineData("""{"issue":{"number":1,"title":"t","updated_at":"yesterday"},"repository":{"full_name":"a/b"}}""")]
    [InlineData("""{"issue":{"number":1,"title":"t","updated_at":"2026-03-02T10:00:00Z"},"repository":{"full_name":"a"}}""")]
    public void Unreadable_IsSaidWithoutQuotingIt(string body)
    {
        var (item, unreadable) = GitHubDeliveryNormaliser.Normalise("issues", System.Text.Encoding.UTF8.GetBytes(body), TestConnections.Acme());

        Assert.Null(item);
        Assert.NotNull(unreadable);
    }

    [Fact]
    public void Title_ThatIsVeryLong_IsCutBetweenCharacters()
    {
        var title = string.Concat(Enumerable.Repeat("😀", 400));

        var item = Read("issues", Payload.Of("opened", "tom-lead", "issue", Payload.Issue(title: title)));

        Assert.True(item.Title.Length <= 500);
        Assert.True(item.Summary.Length <= 500);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(item.Title)));
    }

    internal static ConnectorItem Read(string eventName, JsonObject payload)
    {
        var (item, unreadable) = GitHubDeliveryNormaliser.Normalise(eventName, payload.Bytes(), TestConnections.Acme());
        Assert.True(item is not null, unreadable);
        return item;
    }
}
