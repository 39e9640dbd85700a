using System.Text.Json;
using OpenClaw.Connector.Features.Connections;
using OpenClaw.Contracts;

namespace OpenClaw.Connector.Features.GitHub;

/// <summary>
/// Webhook bodies to items. All four events carry <c>action</c>, <c>repository</c>, <c>sender</c> and an <c>issue</c> or
/// <c>pull_request</c>; comments and reviews come beside it. Every other member may be absent.
/// </summary>
internal static class GitHubDeliveryNormaliser
{
    public static (ConnectorItem? Item, string? Unreadable) Normalise(string eventName, ReadOnlyMemory<byte> body, Connection connection)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(eventName, document.RootElement, connection) is { } item ? (item, null) : (null, "a member that makes an item is missing");
        }
        catch (JsonException)
        {
            // The parser's own message would quote the body.
            return (null, "not JSON");
        }
    }

    private static ConnectorItem? Read(string eventName, JsonElement root, Connection connection)
    {
        var isIssue = eventName is GitHubEvents.Issues or GitHubEvents.IssueComment;
        if (RepositoryFacts.Read(root.Object("repository")) is not { } repository
            || root.Object(isIssue ? "issue" : "pull_request") is not { } item)
        {
            return null;
        }

        var isPullRequest = !isIssue || item.Object("pull_request") is not null;
        var seen = new ItemObservation(item, repository, connection)
        {
            IsPullRequest = isPullRequest,
            IsWhole = isIssue != isPullRequest && eventName is GitHubEvents.Issues or GitHubEvents.PullRequest,
            Actor = root.Login("sender"),
            Action = root.Text("action"),
            IsGone = eventName == GitHubEvents.Issues && root.Text("action") is "deleted" or "transferred",
        };
        return ItemNormaliser.Normalise(eventName switch
        {
            GitHubEvents.IssueComment => WithComment(seen, root),
            GitHubEvents.PullRequestReview => WithReview(seen, root),
            _ => seen,
        });
    }

    private static ItemObservation WithComment(ItemObservation seen, JsonElement root)
    {
        if (root.Object("comment") is not { } comment)
        {
            return seen;
        }

        // Who deletes a comment addresses nobody with it.
        var isDeleted = seen.Action == "deleted";
        return seen with
        {
            Remark = isDeleted ? null : comment.Text("body"),
            RemarkAt = isDeleted ? null : comment.Time("updated_at"),
        };
    }

    private static ItemObservation WithReview(ItemObservation seen, JsonElement root)
    {
        if (root.Object("review") is not { } review)
        {
            return seen;
        }

        var asksAuthor = seen.Action == "submitted"
            && string.Equals(review.Text("state"), "changes_requested", StringComparison.OrdinalIgnoreCase);
        var author = seen.Item.Login("user");
        return seen with
        {
            Remark = review.Text("body"),
            RemarkAt = review.Time("submitted_at"),
            Concerns = asksAuthor && author is not null
                ? new Dictionary<string, ItemRelation> { [author] = ItemRelation.ChangesRequested }
                : seen.Concerns,
        };
    }
}
